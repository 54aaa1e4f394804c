import type { Language } from "./language.ts";

export const es: Language = {
  locale: "es-ES",
  titles: {
    internship: ["Prácticas en {area}", "Becario/a de {area}", "Beca de {area} – 6 meses"],
    "working-student": ["Estudiante en prácticas de {area} (media jornada)", "Media jornada para estudiantes: {area}"],
    apprenticeship: ["Formación dual – {area}", "Aprendiz de {area}"],
    graduate: ["Programa de jóvenes titulados – {area}", "Recién graduado/a en {area}"],
    entry: ["{role} júnior", "{role} Junior (m/f/x)", "{role} – primer empleo"],
    mid: ["{role}", "{role} (m/f/x)"],
    senior: ["{role} sénior", "{role} Senior (m/f/x)"],
    lead: ["Responsable de {area}", "Director/a de {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["Estrategia", "Desarrollo corporativo", "Diseño de servicios"],
      role: ["Consultor/a de estrategia", "Analista de negocio", "Diseñador/a de servicios"],
    },
    "data-analytics": {
      area: ["Análisis de datos", "Business Intelligence", "Ciencia de datos"],
      role: ["Analista de datos", "Analista BI", "Ingeniero/a de datos", "Científico/a de datos"],
    },
    "sales-client-success": {
      area: ["Ventas", "Atención a clientes", "Desarrollo de negocio"],
      role: ["Comercial", "Gestor/a de cuentas", "Customer Success Manager"],
    },
    "marketing-growth": {
      area: ["Marketing", "Marketing digital", "Contenidos"],
      role: ["Técnico/a de marketing", "Especialista SEO", "Redactor/a de contenidos"],
    },
    "finance-investment": {
      area: ["Finanzas", "Control de gestión", "Inversiones"],
      role: ["Analista financiero/a", "Controller", "Contable"],
    },
    "operations-supply-chain": {
      area: ["Operaciones", "Logística", "Compras"],
      role: ["Técnico/a de logística", "Planificador/a de la cadena de suministro", "Comprador/a"],
    },
    "product-innovation": {
      area: ["Producto", "Innovación", "Investigación UX"],
      role: ["Product Manager", "Product Owner", "Investigador/a UX"],
    },
    "tech-transformation": {
      area: ["Desarrollo de software", "Transformación digital", "Ciberseguridad"],
      role: ["Desarrollador/a de software", "Consultor/a IT", "Ingeniero/a cloud", "Programador/a frontend"],
    },
    "sustainability-esg": {
      area: ["Sostenibilidad", "Informes ESG", "Clima y energía"],
      role: ["Analista ESG", "Técnico/a de sostenibilidad", "Consultor/a de clima"],
    },
  },
  headings: { tasks: "Qué harás", profile: "Qué aportas", offer: "Qué ofrecemos" },
  about: [
    "{company} nació en {year}. Hoy somos {people} personas en {offices} ciudades, y este equipo está en {city}.",
    "En {company} trabajamos {people} personas, con proyectos cortos y palabras sencillas, desde {city}.",
  ],
  team: [
    "Te unes al equipo de {area}: seis personas que revisan juntas su trabajo y salen a su hora.",
    "El equipo de {area} es nuevo. Ayudarás a decidir cómo funciona, con una mentora desde el primer día.",
  ],
  tasks: [
    "Llevar una parte propia de un proyecto en marcha de {area}",
    "Preparar los datos y los textos con los que decidimos",
    "Hablar con clientes y compañeros y anotar lo que necesitan de verdad",
    "Mejorar cada mes una de nuestras rutinas y medir si ha servido",
  ],
  profile: {
    early: [
      "Estudias, o acabas de terminar, algo relacionado con {area}",
      "Primera experiencia con {skills}, en clase, en proyectos o en prácticas",
      "Preguntas pronto y escribes con claridad",
    ],
    experienced: [
      "Al menos {years} años de experiencia en {area}",
      "Dominas {skills} hasta poder enseñarlo",
      "Has llevado proyectos desde la primera reunión hasta la última factura",
    ],
  },
  speech: ["Español nativo o C1 e inglés alto", "Español fluido; otros idiomas suman", "Inglés B2 y muy buen español"],
  offer: [
    "{holidays} días de vacaciones",
    "Presupuesto propio para libros y cursos",
    "Horario flexible y viernes cortos en verano",
    "Una tabla salarial que todos pueden leer",
  ],
  modes: {
    onsite: ["Puesto presencial en {city}.", "Trabajarás con el equipo en nuestra oficina de {city}."],
    hybrid: [
      "Modalidad híbrida: dos o tres días a la semana en {city}.",
      "Trabajo híbrido, con día de equipo los martes en {city}.",
    ],
    remote: [
      "100 % en remoto desde cualquier lugar del país.",
      "Teletrabajo completo; pagamos un coworking cerca de ti.",
    ],
  },
  pay: { year: "El salario es de {salary} brutos al año.", month: "La ayuda es de {salary} al mes." },
  closing: [
    "Envíanos tu CV; la carta no hace falta. Respondemos en una semana.",
    "Dos conversaciones y una tarea de una hora. Sin trampas.",
  ],
};
