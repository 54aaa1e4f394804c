import { fold } from "./text.ts";

/** A state, province, county or the like. `admin` is GeoNames' admin1 code where cities can be checked against it. */
export interface Region {
  country: string;
  admin: string | null;
}

/**
 * name/other name/CODE=admin, separated by commas. What stands after a city and narrows it down;
 * codes count only in capitals. No admin = the country alone is known from it.
 */
const table: Readonly<Record<string, string>> = {
  US: `alabama/AL=AL,alaska/AK=AK,arizona/AZ=AZ,arkansas/AR=AR,california/calif/CA=CA,colorado/CO=CO,connecticut/CT=CT,delaware/DE=DE,
    district of columbia/DC/d c=DC,florida/FL=FL,georgia/GA=GA,hawaii/HI=HI,idaho/ID=ID,illinois/IL=IL,indiana/IN=IN,iowa/IA=IA,kansas/KS=KS,
    kentucky/KY=KY,louisiana/LA=LA,maine/ME=ME,maryland/MD=MD,massachusetts/MA=MA,michigan/MI=MI,minnesota/MN=MN,mississippi/MS=MS,
    missouri/MO=MO,montana/MT=MT,nebraska/NE=NE,nevada/NV=NV,new hampshire/NH=NH,new jersey/NJ=NJ,new mexico/NM=NM,new york/new york state/NY=NY,
    north carolina/NC=NC,north dakota/ND=ND,ohio/OH=OH,oklahoma/OK=OK,oregon/OR=OR,pennsylvania/PA=PA,puerto rico/PR=PR,rhode island/RI=RI,
    south carolina/SC=SC,south dakota/SD=SD,tennessee/TN=TN,texas/TX=TX,utah/UT=UT,vermont/VT=VT,virginia/VA=VA,
    washington/washington state/WA=WA,west virginia/WV=WV,wisconsin/WI=WI,wyoming/WY=WY,bay area,
    silicon valley,orange county,new england,southern california,northern california,tri state area`,
  CA: `alberta/AB=01,british columbia/BC=02,manitoba/MB=03,new brunswick/NB=04,newfoundland and labrador/newfoundland/NL=05,nova scotia/NS=07,
    ontario/ON/ont=08,prince edward island/PE/PEI=09,quebec/QC/PQ=10,saskatchewan/SK=11,yukon/YT=12,northwest territories/NT=13,nunavut/NU=14,
    greater toronto area,gta`,
  AU: `new south wales/NSW=02,victoria/VIC=07,queensland/QLD=04,western australia/WA=08,south australia/SA=05,tasmania/TAS=06,
    australian capital territory/ACT=01,northern territory/NT=03`,
  DE: `bavaria/bayern/BY=02,baden wurttemberg/BW=01,berlin/BE=16,brandenburg/BB=11,bremen/HB=03,hamburg/HH=04,hesse/hessen/HE=05,
    mecklenburg western pomerania/mecklenburg vorpommern/MV=12,lower saxony/niedersachsen/NI=06,
    north rhine westphalia/nordrhein westfalen/NRW/NW=07,rhineland palatinate/rheinland pfalz/RP=08,saarland/SL=09,saxony/sachsen/SN=13,
    saxony anhalt/sachsen anhalt/ST=14,schleswig holstein/SH=10,thuringia/thuringen/TH=15,ruhrgebiet/ruhr area,rhein main gebiet/rhein main/rhine main,
    rhein neckar,allgau,bodensee,oberbayern=02,unterfranken=02,oberfranken=02,mittelfranken=02`,
  AT: `vienna/wien=09,lower austria/niederosterreich=03,upper austria/oberosterreich=04,styria/steiermark=06,tyrol/tirol=07,carinthia/karnten=02,
    salzburg=05,vorarlberg=08,burgenland=01`,
  CH: `zurich/ZH=ZH,bern/BE=BE,geneva/geneve/genf/GE=GE,vaud/waadt/VD=VD,basel stadt/basel city/BS=BS,basel landschaft/basel land/BL=BL,lucerne/luzern/LU=LU,
    st gallen/sankt gallen/SG=SG,aargau/AG=AG,ticino/tessin/TI=TI,valais/wallis/VS=VS,zug/ZG=ZG,schwyz/SZ=SZ,thurgau/TG=TG,fribourg/freiburg/FR=FR,
    neuchatel/neuenburg/NE=NE,solothurn/SO=SO,graubunden/grisons/GR=GR,schaffhausen/SH=SH,jura/JU=JU,glarus/GL=GL,uri/UR=UR,obwalden/OW=OW,nidwalden/NW=NW,
    romandie,deutschschweiz`,
  NL: `north holland/noord holland/NH=07,south holland/zuid holland/ZH=11,utrecht/UT=09,north brabant/noord brabant/NB=06,gelderland/GE/GLD=03,
    limburg/LI=05,overijssel/OV=15,groningen/GR=04,friesland/fryslan/FR=02,drenthe/DR=01,flevoland/FL=16,zeeland/ZE=10,randstad`,
  BE: `flanders/flemish region/vlaanderen/vlaams gewest=VLG,wallonia/walloon region/wallonie/region wallonne=WAL,
    brussels region/brussels capital region/brussels capital/region bruxelles capitale/bruxelles capitale/brussels hoofdstedelijk gewest=BRU,
    flemish brabant/vlaams brabant=VLG,walloon brabant/brabant wallon=WAL,antwerp/antwerpen=VLG,east flanders/oost vlaanderen=VLG,
    west flanders/west vlaanderen=VLG,hainaut=WAL,liege=WAL,namur=WAL`,
  FR: `ile de france/idf/region parisienne/paris region/paris area=11,auvergne rhone alpes/rhone alpes=84,
    provence alpes cote d azur/provence alpes cote dazur/paca=93,occitanie/occitania=76,nouvelle aquitaine/aquitaine=75,
    hauts de france/nord pas de calais=32,grand est/alsace/lorraine=44,brittany/bretagne=53,pays de la loire=52,normandy/normandie=28,
    bourgogne franche comte/burgundy/bourgogne=27,centre val de loire=24,corsica/corse=94,hauts de seine=11,seine saint denis=11,val de marne=11,
    val d oise/val doise=11,yvelines=11,essonne=11,seine et marne=11,rhone=84,haute garonne=76,gironde=75,loire atlantique=52,bas rhin=44,nord=32,
    bouches du rhone=93,alpes maritimes=93,isere=84,herault=76,ille et vilaine=53,haute savoie=84`,
  ES: `community of madrid/comunidad de madrid/madrid=29,catalonia/cataluna/catalunya/barcelona=56,andalusia/andalucia/sevilla/malaga=51,
    valencian community/comunidad valenciana/comunitat valenciana/valencia/alicante=60,basque country/pais vasco/euskadi/vizcaya/bizkaia/gipuzkoa=59,
    galicia=58,castile and leon/castilla y leon=55,castilla la mancha=54,aragon/zaragoza=52,region of murcia/region de murcia/murcia=31,asturias=34,
    cantabria=39,navarre/navarra=32,la rioja=27,extremadura=57,balearic islands/islas baleares/illes balears=07,canary islands/islas canarias/canarias=53`,
  IT: `lombardy/lombardia=09,lazio/latium=07,piedmont/piemonte=12,veneto=20,emilia romagna=05,tuscany/toscana=16,campania=04,sicily/sicilia=15,apulia/puglia=13,
    liguria=08,marche=10,abruzzo/abruzzi=01,calabria=03,umbria=18,sardinia/sardegna=14,friuli venezia giulia=06,trentino alto adige/trentino/south tyrol/sudtirol=17,
    basilicata=02,molise=11,aosta valley/valle d aosta/valle daosta=19,MI=09,MB=09,BG=09,BS=09,VA=09,CO=09,PV=09,TO=12,CN=12,AL=12,RM=07,LT=07,
    NA=04,SA=04,FI=16,PI=16,BO=05,MO=05,PR=05,RE=05,RN=05,VE=20,PD=20,VR=20,VI=20,TV=20,GE=08,TS=06,UD=06,TN=17,BZ=17,BA=13,PA=15,CT=15,PG=18`,
  PL: `mazowieckie/masovian/mazovia/MZ=78,malopolskie/lesser poland/malopolska/MA=77,dolnoslaskie/lower silesian/lower silesia=72,slaskie/silesian/silesia=83,
    wielkopolskie/greater poland/wielkopolska=86,pomorskie/pomeranian=82,lodzkie/lodz province=74,zachodniopomorskie/west pomeranian=87,lubelskie=75,
    podkarpackie/subcarpathian=80,podlaskie=81,kujawsko pomorskie=73,warminsko mazurskie=85,swietokrzyskie=84,lubuskie=76,opolskie=79,trojmiasto/tricity`,
  PT: "lisboa/lisbon district=14,porto district=17,braga=04,aveiro=02,setubal=19,coimbra=07,faro/algarve=09,leiria=13,madeira=10,azores/acores=23,norte,alentejo",
  SE: `stockholm county/stockholms lan/AB=26,vastra gotaland county/vastra gotaland/vastra gotalands lan=28,skane county/skane/skane lan=27,
    uppsala county/uppsala lan=21,ostergotland county/ostergotland=16,vasterbotten=23,norrbotten=14,halland=06,orebro lan=15,vastmanland=25,gavleborg=03`,
  DK: "capital region of denmark/capital region/region hovedstaden/hovedstaden=17,central denmark region/central denmark/middle jutland/midtjylland=18,north denmark region/nordjylland=19,region of southern denmark/south denmark/southern denmark/syddanmark=21,region zealand/zealand/sjaelland=20,jylland,fyn",
  NO: "oslo og omland=12,viken=30,vestland=46,rogaland=14,trondelag=21,agder=42,innlandet=34",
  FI: "uusimaa=01,pirkanmaa=06,southwest finland/varsinais suomi=02,north ostrobothnia=17,helsinki metropolitan area",
  GB: `england=ENG,scotland=SCT,wales=WLS,northern ireland=NIR,ENG=ENG,SCT=SCT,greater london/central london/inner london=ENG,greater manchester=ENG,west midlands=ENG,
    east midlands,west yorkshire,south yorkshire,north yorkshire,east yorkshire,yorkshire,merseyside,tyne and wear,kent,surrey,essex,sussex,east sussex,
    west sussex,hampshire,berkshire,buckinghamshire,oxfordshire,hertfordshire,bedfordshire,cambridgeshire,suffolk,norfolk,lincolnshire,nottinghamshire,
    derbyshire,leicestershire,northamptonshire,warwickshire,worcestershire,gloucestershire,somerset,avon,wiltshire,dorset,devon,cornwall,shropshire,
    staffordshire,cheshire,lancashire,cumbria,northumberland,county durham,rutland,herefordshire,isle of wight,middlesex,east anglia,south glamorgan,
    west glamorgan,mid glamorgan,gwent,dyfed,gwynedd,clwyd,powys,monmouthshire,south wales=WLS,north wales=WLS,lothian=SCT,midlothian,fife,aberdeenshire,lanarkshire,
    strathclyde,home counties,thames valley,south east,south west,north west,north east,county antrim,county down/co down,humberside,cleveland,ayrshire,teesside,tyneside,pembrokeshire,shetland islands,east riding of yorkshire`,
  IE: "leinster=L,connacht=C,ulster=U,county dublin/co dublin=L,county cork/co cork=M,county galway/co galway=C,county kildare/co kildare=L,county limerick/co limerick=M,county meath,county wicklow,county louth,county clare,county kerry,county waterford",
  CZ: "prague/praha=52,south moravian region/jihomoravsky kraj/south moravia=78,moravian silesian region=85,central bohemia/stredocesky kraj=88",
  HU: "pest=16,pest county=16",
  RO: "cluj=13,bucuresti ilfov,timis=36,iasi county=23",
  GR: "attica/attiki,central macedonia",
  IN: "karnataka=19,maharashtra=16,tamil nadu=25,telangana=40,andhra pradesh=02,haryana=10,uttar pradesh=36,west bengal=28,gujarat=09,rajasthan=24,kerala=13,punjab=23,madhya pradesh=35",
  BR: "sao paulo state,minas gerais,rio grande do sul,parana,santa catarina",
  MX: "nuevo leon,jalisco,cdmx",
};

let loaded: Map<string, Region[]> | undefined;

function regions(): Map<string, Region[]> {
  if (loaded) return loaded;
  const map = new Map<string, Region[]>();
  for (const [country, list] of Object.entries(table)) {
    for (const entry of list.split(",")) {
      const [names = "", admin] = entry.trim().split("=");
      for (const name of names.split("/")) {
        // A code keeps its capitals as the key, so that "in" and "or" are never states.
        const key = /^[A-Z]{2,3}$/.test(name) ? name : fold(name);
        map.set(key, [...(map.get(key) ?? []), { country, admin: admin ?? null }]);
      }
    }
  }
  loaded = map;
  return map;
}

/** The regions of that name, `folded` = fold(name); or of that code, in capitals. */
export function regionsNamed(foldedOrCode: string): readonly Region[] {
  return regions().get(foldedOrCode) ?? [];
}
