import type { Language } from "./language.ts";

export const pt: Language = {
  locale: "pt-PT",
  titles: {
    internship: ["Estágio em {area}", "Estagiário/a de {area}", "Estágio curricular – {area}"],
    "working-student": ["Part-time para estudantes – {area}", "Estudante em part-time: {area}"],
    apprenticeship: ["Aprendiz de {area}", "Formação dual – {area}"],
    graduate: ["Programa de trainees – {area}", "Estágio profissional – {area} (recém-licenciados)"],
    entry: ["{role} Júnior", "{role} Júnior (m/f)", "{role} – primeiro emprego"],
    mid: ["{role}", "{role} (m/f)"],
    senior: ["{role} Sénior", "{role} Sénior (m/f)"],
    lead: ["Responsável de {area}", "Diretor/a de {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["Estratégia", "Desenvolvimento empresarial", "Design de serviços"],
      role: ["Consultor/a de estratégia", "Analista de negócio"],
    },
    "data-analytics": {
      area: ["Análise de dados", "Business Intelligence", "Ciência de dados"],
      role: ["Analista de dados", "Analista BI", "Engenheiro/a de dados"],
    },
    "sales-client-success": {
      area: ["Vendas", "Apoio ao cliente", "Desenvolvimento comercial"],
      role: ["Comercial", "Gestor/a de clientes"],
    },
    "marketing-growth": {
      area: ["Marketing", "Marketing digital", "Comunicação"],
      role: ["Técnico/a de marketing", "Gestor/a de conteúdos"],
    },
    "finance-investment": {
      area: ["Finanças", "Controlo de gestão", "Investimentos"],
      role: ["Analista financeiro/a", "Controller", "Contabilista"],
    },
    "operations-supply-chain": {
      area: ["Operações", "Logística", "Compras"],
      role: ["Técnico/a de logística", "Planeador/a de operações"],
    },
    "product-innovation": {
      area: ["Produto", "Inovação", "Investigação UX"],
      role: ["Gestor/a de produto", "Investigador/a UX"],
    },
    "tech-transformation": {
      area: ["Desenvolvimento de software", "Transformação digital", "Cibersegurança"],
      role: ["Programador/a", "Consultor/a IT", "Engenheiro/a cloud"],
    },
    "sustainability-esg": {
      area: ["Sustentabilidade", "Relato ESG", "Clima e energia"],
      role: ["Analista ESG", "Técnico/a de sustentabilidade"],
    },
  },
  headings: { tasks: "O que vais fazer", profile: "O que trazes", offer: "O que oferecemos" },
  about: [
    "A {company} nasceu em {year}. Somos {people} pessoas em {offices} cidades, e esta equipa está em {city}.",
    "Na {company}, em {city}, trabalham {people} pessoas em projetos curtos e com palavras simples.",
  ],
  team: [
    "Vais juntar-te à equipa de {area}: seis pessoas que reveem o trabalho em conjunto e saem a horas.",
    "A equipa de {area} é nova. Vais ajudar a decidir como funciona, com uma mentora desde o primeiro dia.",
  ],
  tasks: [
    "Assumir uma parte de um projeto em curso na área de {area}",
    "Preparar os números e os textos com que decidimos",
    "Falar com clientes e colegas e registar o que precisam mesmo",
    "Melhorar todos os meses uma das nossas rotinas e medir se ajudou",
  ],
  profile: {
    early: [
      "Estudas, ou acabaste de estudar, algo ligado a {area}",
      "Primeira experiência com {skills}, em aulas, projetos ou estágios",
      "Perguntas cedo e escreves com clareza",
    ],
    experienced: [
      "Pelo menos {years} anos de experiência em {area}",
      "Dominas {skills} ao ponto de ensinar",
      "Conduziste projetos da primeira conversa à última fatura",
    ],
  },
  speech: ["Português fluente e bom inglês", "Português nativo ou C1", "Inglês B2 e excelente português escrito"],
  offer: [
    "{holidays} dias de férias",
    "Orçamento próprio para livros e cursos",
    "Seguro de saúde",
    "Uma tabela salarial que todos podem ler",
  ],
  modes: {
    onsite: ["Trabalho presencial em {city}.", "Trabalhas com a equipa no nosso escritório de {city}."],
    hybrid: [
      "Regime híbrido: dois a três dias por semana em {city}.",
      "Trabalho híbrido, com dia de equipa à terça em {city}.",
    ],
    remote: ["100 % remoto, em qualquer ponto do país.", "Teletrabalho total; pagamos um espaço perto de ti."],
  },
  pay: { year: "O salário anual bruto é de {salary}.", month: "A bolsa é de {salary} por mês." },
  closing: [
    "Envia-nos o CV; a carta não é precisa. Respondemos numa semana.",
    "Duas conversas e um exercício de uma hora. Sem truques.",
  ],
};
