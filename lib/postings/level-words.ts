import { Lexicon } from "./lexicon.ts";
import type { Level, Programme } from "./posting.ts";

export const programmeWords = new Lexicon<Programme>([
  [
    "internship",
    `intern|interns|internship|internships|winternship*|co op|coop student*|coop intern*|coop term*|engineering coop|developer coop|summer coop|fall coop|winter coop|spring coop|undergraduate program*|placement student|undergraduate placement*|student placement*|summer placement*|vacation scheme*|student trainee*|rechtsreferend*|famulatur*|industrial placement|placement year|year in industry|summer analyst|summer associate|spring week|spring insight*|insight week|insight program*|off cycle|intership|interships|internhip|externship*|summer job|summer jobs|summer trainee*|winter trainee*|
    praktikum|praktika|praktikums*|praktikant*|*praktikum|*praktikant|*praktikanten|*praktika|praxissemester*|praxisstudent*|stagiaire*|stagiair*|stagist*|stageplaats|stageplek|stageopdracht|*stagiair|tirocini*|tirocinant*|
    practicas|becari*|beca|becas|pasante*|pasantia*|estagi*|staz|staze|stazu|stazow*|stazyst*|praktyk|praktyki|praktykant*|praktikplads*|praktikplats*|praktikperiode|praktik|*praktik|lia plats*|lia student*|harjoittel*|summer student|student intern*|gyakorno*|stazist*|stagiar*|practicant*|practica de vara|practica student*|*harjoittelija|*harjoittelu|schnupper*|ασκουμεν*|πρακτικη ασκηση`,
  ],
  [
    "working-student",
    `werkstudent*|werkstudier*|studentische* beschaftig*|for students only|working student|working students|work student|student developer|werkstudium|studentische* hilfskraft|studentische* aushilfe|studentische* mitarbeit*|wissenschaftliche hilfskraft|student assistant|student job|student worker|studentenjob*|hiwi|studentermedhjaelper*|studentermedarbejder*|
    studentmedarbeider*|studentmedarbetare|studentjobb|studentjob|studiejob*|extrajobb for student*|jobb for student*|jobb til student*|etudiant alternant|job etudiant|jobstudent*|para estudantes|para estudiantes|pour etudiant*|studentenbaan|bijbaan|sommarjobb*|sommerjob*|praca dla studenta|nebenjob fur stud*|nebenjob als stud*|minijob fur stud*|job etudiant*|etudiant job*|etudiante job*|etudiant e job*|brigada pro student*|brigada pre student*|diakmunka*`,
  ],
  [
    "apprenticeship",
    `apprentice|apprentices|apprenticeship|apprenticeships|ausbildung|ausbildungsplatz|ausbildungsstart|*ausbildung|auszubilden*|azubi*|lehrling*|lehrstelle*|lehre|alternance|dalternance|alternant|alternante|alternants|apprenti|apprentie|apprentissage|dapprentissage|lapprentissage|dapprenti|dapprentie|contrat pro|
    contrat de professionnalisation|duales studium|dualer student|duale studentin|dual* stud*|leerwerk*|leerling|bbl|uczen w zawodzie|uczen zawodu|uczennica zawodu|nauka zawodu|uczniowie|formacion dual|formacion profesional dual|fp dual|aprendiz|apprendistato|apprendista|larling|laerling|*larling|*laerling|larlingplass|laerlingplass|larlingsplats|*lehrling|lehrtochter|contrato de formacion|contrato formacion|contrato formativo|formacion en alternancia|ucen|elevplads|*elev|elev til|elev i|oppisopimus*`,
  ],
  [
    "thesis",
    `thesis|master thesis|bachelor thesis|masterthesis|bachelorthesis|masterarbeit*|bachelorarbeit*|abschlussarbeit*|diplomarbeit*|*abschlussarbeit|studienarbeit|afstudeer*|afstuder*|verslagstud*|scriptie*|graduation project|graduation assignment|graduation internship|masterand*|bachelorand*|diplomand*|memoire de fin|exjobb|examensarbete*|praca magisterska|praca dyplomowa|
    tesi di laurea|dissertacao|dissertacoes|tese de mestrado|tesi magistrale|tesista|speciale om|kandidatspeciale|specialesamarbejde|specialeprojekt|specialestuderende|tfm|tfg|masteroppgav*|bacheloroppgav*|diplomityo*|opinnayte*|pro gradu*|bachelorprojekt*|kandidatprojekt*|speciale samarbejde|trabajo fin de master|trabajo fin de grado|trabajo de fin de master|trabajo de fin de grado|diplomova prace|bakalarska prace|diplomka|szakdolgozat*|diplomamunka*|praca inzynierska|praca licencjacka|lucrare de licenta|lucrare de disertatie`,
  ],
  [
    "traineeship",
    "trainee|trainees|traineeship|traineeships|traineeprogramm*|*trainee|volontar*|volontariat|management trainee|trainee programma|traineeprogram*",
  ],
  [
    "graduate-scheme",
    `graduate program*|graduate scheme*|graduate trainee*|graduate development|graduate rotation*|rotational program*|rotation program*|leadership program*|leadership development program*|early careers program*|future leaders|young professional* program*|
    development programme|graduate analyst program*|programme jeunes diplomes|graduate traineeship|global graduate*|absolventenprogramm|hochschulabsolventenprogramm|programa de graduados|programa graduados|program dla absolwent*|program absolwenc*`,
  ],
]);

/**
 * An "Internship Coordinator" runs internships, a "tutor de prácticas" supervises them; Dutch "intern" means internal,
 * a "Co-op" may be a shop.
 */
export const notProgramme = new Lexicon<true>([
  [
    true,
    `intern* coordinator|intern* manager|intern* recruit*|intern* program manager|intern* programme manager|intern* lead|intern* supervisor|intern* advis*|graduate recruit*|graduate program* manager|graduate program* coordinator|undergraduate program* coordinator|undergraduate program* manager|graduate admission*|graduate school|apprentice* coordinator|apprentice* manager|
    apprentice* trainer|apprentice* assessor|apprentice* advis*|apprentice* tutor|placement officer|placement coordinator|trainee manager|early career* recruit*|campus recruit*|thesis supervisor|head of intern*|head of apprentice*|head of graduate*|head of early|head of trainee*|director of intern*|
    director of apprentice*|director of graduate*|praktikumsbetreu*|praktikumskoordin*|praktikantenkoordin*|ausbildungskoordin*|lehrlingsausbild*|lehrlingsbeauftrag*|praktikantenbetreu*|ausbildungsleit*|ausbildungsbeauftrag*|ausbildungsberat*|leiter ausbildung|leitung ausbildung|referent* ausbildung|maitre de stage|maitre dapprentissage|responsable alternance|responsable apprentissage|charge* alternance|
    responsable des stages|relations ecoles|stagebegeleid*|stagecoordinat*|begeleider stage*|coordinator stage*|tutor de practicas|tutora de practicas|coordinador* de practicas|tutor di tirocin*|tutor di stage|tutor tirocin*|opiekun* staz*|opiekun* prakty*|koordynator* staz*|ds staz*|ds praktyk*|koordynator* prakty*|coordena* de estagi*|
    gestor* de estagi*|praktikansvarlig|praktikkoordinator|intern begeleid*|intern account*|intern advis*|intern verkoop*|intern verkoper|intern transport*|intern medewerk*|medewerker intern*|intern toezicht*|intern vertegenwoordig*|intern controle*|
    internship* partner|intern audit manager|intern to full time|internship experience required|internship experience preferred|graduate program* lead|graduate program* leader|graduate program* partner|early career* manager|early career* lead|early career* leader|early career* partner|early talent manager|early talent lead|early talent partner|
    apprentice* lead|apprentice* partner|azubi* recruiter|azubirecruiter*|azubibetreu*|auszubildendenbetreu*|werkstudentenbetreu*|dozent* ausbildung|dozent* duales studium|referent* duales studium|praktikantansvarig*|gestor* de becas|gestor* de practicas|coordinador* de becas|responsable de practicas|responsable de becas|
    co op manager*|co op team|co op teams|co op customer team*|co op customer assistant*|co op store*|co op bank|co op shop|co op supermarket*|co op member|co op membership|co op colleague*|co op driver*|co op delivery driver*|co op cashier*|co op food store*|co op food team*|co op funeral*|co op housing|housing co op*|team member co op|team leader co op|store manager co op|customer assistant co op`,
  ],
]);

export const levelWords = new Lexicon<Exclude<Level, "unknown" | "internship">>([
  [
    "graduate",
    `graduate|graduates|grad|new grad|recent graduate*|campus hire*|campus full time|giovan* laureat*|university graduate*|absolvent*|absolwent*|hochschulabsolvent*|*absolvent|berufseinsteig*|berufseinstieg|young professional*|young graduate*|jeune diplome*|jeunes diplomes|jeune talent|recien graduad*|recien titulad*|
    neolaureat*|recem graduad*|recem licenciad*|recem formad*|starter|starters|startersfunctie|nyexaminerad*|nyuddannet*|nyutdanne*|vastavalmistun*|friss diplom*|palyakezd*|dimittend*|phd position*|phd student*|phd candidate*|phd researcher*|phd fellow*|phd scholar*|phd project*|phd vacan*|phd on|phd stipend*|doctoral candidate*|doctoral student*|doctoral researcher*|doctoral fellow*|early stage researcher*|doktorand*|promovend*|doctorand*|doctorant*|dottorand*|stipendiat*|early career|early careers|early talent`,
  ],
  [
    "entry",
    `junior|juniors|junioren|juniorberat*|juniorkonsul*|jr|entry level|entry|mlodszy|mlodsza|mlodszego|debutant*|einsteiger*|einstieg|*einsteiger|direkteinstieg|quereinsteig*|no experience|first job|premier emploi|primer empleo|primeiro emprego|eerste baan|erster job|pierwsza praca|ohne erfahrung|ohne berufserfahrung|sans experience|sin experiencia|zonder ervaring|bez doswiadczenia|principiante*|nuorempi|
    engineer i|developer i|analyst i|scientist i|designer i|specialist i|associate i|l1|level 1`,
  ],
  [
    "mid",
    "experienced|erfahrene*|doswiadczon*|ervaren|erfaren|mid|midlevel|mid level|medior|middle frontend|middle front end|middle backend|middle back end|middle full stack|middle fullstack|middle python|middle java|middle javascript|middle react|middle php|middle net developer|middle qa|middle software|middle data|middle devops|middle android|middle ios|middle developer|middle engineer|middle designer|middle product|intermediate|regular|mid senior|postdoc*|post doc|post doctoral|engineer ii|developer ii|analyst ii|scientist ii|designer ii|specialist ii|associate ii|manager ii|l3|professionals|berufserfahren*|midden",
  ],
  [
    "senior",
    `senior|seniors|seniorberat*|seniorkonsul*|seniorradg*|seniorutvikl*|seniorutveckl*|seniorudvikl*|seniorspe*|senioringen*|seniorforsk*|professor|professora|professorship|hoogleraar|sr|snr|principal|expert|experts|experte*|ekspert*|experto|esperto|starszy|starsza|starszego|vanhempi|confirme|confirmee|experimente*|glowny|glowna|distinguished|fellow engineer|
    staff engineer*|staff software|staff data|staff product|staff machine|staff ml|staff designer|staff developer|staff scientist|staff research*|staff security|staff frontend|staff backend|staff platform|staff site|staff devops|engineer iii|engineer iv|developer iii|scientist iii|analyst iii|engineer v|iii|iv|
    solution* architect|software architect|enterprise architect|cloud architect|data architect|system* architect`,
  ],
  [
    "lead",
    `lead|leader|head|head of|director|directors|directeur|directrice|direktor*|director*|diretor*|direttore|direttrice|dyrektor*|zastepca dyrektora|leiter|leiterin|leitung|leitende*|*leiter|*leiterin|*leitung|vp|svp|evp|avp|vice president|chief|cto|ceo|cfo|coo|cmo|cpo|ciso|chro|
    president|managing director|managing partner|general manager|geschaftsfuhr*|teamlead*|team lead*|tech lead|techlead|teamleit*|engineering manager|country manager|regional manager|area manager|district manager|kierownik*|kierowni*|menedzer*|brygadzist*|mistrz|
    hoofd|leidinggevende|teamleider|afdelingsleider|jefe de equipo|jefa|jefe|gerente|encargad*|responsable|responsabile|capo|coordinatore|chef dequipe|chef de service|chefe|coordenador*|supervisor*|superintendent|store manager|filialleit*|*chef|*sjef|*leder|leder af|leder for|leder til|teamledare|gruppledare|arbetsledare|manager of|senior manager|foreman|executive director|dyrektor`,
  ],
]);

/** "Lead generation", "Chief of Staff's assistant" and "projektleiter" lead no people. */
export const notLead = new Lexicon<true>([
  [
    true,
    "lead generation|assistant* to|assistenz der|assistenz des|assistent* der|assistent* des|assistent* van|assistent* till|asystent* dyrektora|asystent* prezesa|assistant* du|assistent* del|assistent* della|assistent* do|assistent* da|asistente del|asistente de|bauleit*|lead gen|lead qualification|lead management|lead researcher assistant|referent* der|referent* des|referent* geschaftsfuhrung|sales lead generation|projektleit*|projektled*|prosjektled*|sous chef|souschef|leads|assistant director|head hunter*|assistenz geschaftsfuhrung|ceo office|ceo s office|founders associate|assistant store manager",
  ],
]);
