import { capitalised } from "./place-words.ts";
import { once } from "./remembering.ts";
import { fold } from "./text.ts";

/** A state, province, county or the like. `admin` is GeoNames' admin1 code if cities can be checked against it. */
export interface Region {
  /** The first of its names, in full. */
  name: string;
  country: string;
  admin: string | null;
}

/**
 * name/other name/CODE=admin, separated by commas: names that follow a city and narrow it down. Codes count only in
 * capitals. Without admin only the country is known from it.
 */
const table: Readonly<Record<string, string>> = {
  US: `alabama/AL=AL,alaska/AK=AK,arizona/AZ=AZ,arkansas/AR=AR,california/calif/CA=CA,colorado/CO=CO,connecticut/CT=CT,delaware/DE=DE,
    district of columbia/DC/d c=DC,florida/FL=FL,georgia/GA=GA,hawaii/HI=HI,idaho/ID=ID,illinois/IL=IL,indiana/IN=IN,iowa/IA=IA,kansas/KS=KS,
    kentucky/KY=KY,louisiana/LA=LA,maine/ME=ME,maryland/MD=MD,massachusetts/MA=MA,michigan/MI=MI,minnesota/MN=MN,mississippi/MS=MS,
    missouri/MO=MO,montana/MT=MT,nebraska/NE=NE,nevada/NV=NV,new hampshire/NH=NH,new jersey/NJ=NJ,new mexico/NM=NM,new york/new york state/NY=NY,
    north carolina/NC=NC,north dakota/ND=ND,ohio/OH=OH,oklahoma/OK=OK,oregon/OR=OR,pennsylvania/PA=PA,puerto rico/PR=PR,rhode island/RI=RI,
    south carolina/SC=SC,south dakota/SD=SD,tennessee/TN=TN,texas/TX=TX,utah/UT=UT,vermont/VT=VT,virginia/VA=VA,
    washington/washington state/WA=WA,west virginia/WV=WV,wisconsin/WI=WI,wyoming/WY=WY,east coast,west coast,midwest,pacific northwest,orange county,new england,southern california,northern california,tri state area`,
  CA: `alberta/AB=01,british columbia/british colombia/BC=02,manitoba/MB=03,new brunswick/NB=04,newfoundland and labrador/newfoundland/NL=05,nova scotia/NS=07,
    ontario/ON/ont=08,prince edward island/PE/PEI=09,quebec/QC/PQ=10,saskatchewan/SK=11,yukon/YT=12,northwest territories/NT=13,nunavut/NU=14,
    greater toronto area,gta`,
  AU: `new south wales/nsw/NSW=02,victoria/vic/VIC=07,queensland/qld/QLD=04,western australia/WA=08,south australia/SA=05,tasmania/TAS=06,
    australian capital territory/ACT=01,northern territory/NT=03`,
  DE: `bavaria/bayern/BY=02,baden wurttemberg/BW=01,berlin/BE=16,brandenburg/BB=11,bremen/HB=03,hamburg/HH=04,hesse/hessen/HE=05,
    mecklenburg western pomerania/mecklenburg west pomerania/mecklenburg pomerania/mecklenburg vorpommern/MV=12,lower saxony/niedersachsen/NI=06,
    north rhine westphalia/nordrhein westfalen/NRW/NW=07,rhineland palatinate/rheinland pfalz/RP=08,saarland/SL=09,saxony/sachsen/SN=13,
    saxony anhalt/sachsen anhalt/ST=14,schleswig holstein/SH=10,thuringia/thuringen/TH=15,ruhrgebiet/ruhr area,rhein main gebiet/rhein main/rhine main,
    rhein neckar,allgau,bodensee,oberbayern=02,unterfranken=02,oberfranken=02,mittelfranken=02,
    ruhr region,munich area,rhine neckar,rhine ruhr,schwaben=02,niederbayern=02,oberpfalz=02,franken/franconia=02,schwarzwald/black forest,westfalen/westphalia=07,rheinland/rhineland,pfalz/palatinate=08,munsterland=07,sauerland=07,ostwestfalen/ostwestfalen lippe/owl=07,
    niederrhein=07,emsland=06,ostfriesland=06,luneburger heide=06,harz,eifel,taunus=05,odenwald,spessart,lausitz,vogtland,uckermark=11,norddeutschland,suddeutschland,westdeutschland,ostdeutschland,region stuttgart`,
  AT: `vienna/wien=09,lower austria/niederosterreich=03,upper austria/oberosterreich=04,styria/steiermark=06,tyrol/tirol=07,carinthia/karnten=02,
    salzburg=05,vorarlberg=08,burgenland=01,
    steiermark region=06,tirol region=07,land salzburg=05,ostosterreich,westosterreich`,
  CH: `zurich/ZH=ZH,bern/BE=BE,geneva/geneve/genf/GE=GE,vaud/waadt/VD=VD,basel stadt/basel city/BS=BS,basel landschaft/basel land/BL=BL,lucerne/luzern/LU=LU,
    st gallen/sankt gallen/SG=SG,aargau/AG=AG,ticino/tessin/TI=TI,valais/wallis/VS=VS,zug/ZG=ZG,schwyz/SZ=SZ,thurgau/TG=TG,fribourg/kanton freiburg/FR=FR,
    neuchatel/neuenburg/NE=NE,solothurn/SO=SO,graubunden/grisons/GR=GR,schaffhausen/SH=SH,jura/JU=JU,glarus/GL=GL,uri/UR=UR,obwalden/OW=OW,nidwalden/NW=NW,
    romandie,deutschschweiz,
    zurich area/kanton zurich,mittelland,zentralschweiz,ostschweiz,suisse romande,espace mittelland,lake geneva region,appenzell ausserrhoden/AR,appenzell innerrhoden/AI,berne=BE,basel area,nordwestschweiz,vallese=VS,grigioni=GR`,
  NL: `north holland/noord holland/NH=07,south holland/zuid holland/ZH=11,utrecht/UT=09,north brabant/noord brabant/NB=06,gelderland/GE/GLD=03,
    limburg/LI=05,overijssel/OV=15,groningen/GR=04,friesland/fryslan/FR=02,drenthe/DR=01,flevoland/FL=16,zeeland/ZE=10,randstad,
    the randstad,brabant,noordoostpolder,haaglanden=11,brainport,zuid limburg=05`,
  BE: `flanders/flemish region/vlaanderen/vlaams gewest=VLG,wallonia/walloon region/wallonie/region wallonne=WAL,
    brussels region/brussels capital region/brussels capital/region bruxelles capitale/bruxelles capitale/brussels hoofdstedelijk gewest=BRU,
    flemish brabant/vlaams brabant=VLG,walloon brabant/brabant wallon=WAL,antwerp/antwerpen=VLG,east flanders/oost vlaanderen=VLG,
    west flanders/west vlaanderen=VLG,hainaut=WAL,liege=WAL,namur=WAL,
    brussels capital=BRU,province of antwerp=VLG,province of liege=WAL,luxembourg province=WAL,namen=WAL,henegouwen=WAL,oost vlaanderen provincie=VLG,limburg=VLG,waals brabant=WAL,walloon=WAL,vlaams=VLG`,
  FR: `ile de france/idf/region parisienne/paris region/paris area=11,auvergne rhone alpes/rhone alpes=84,
    provence alpes cote d azur/provence alpes cote dazur/paca=93,occitanie/occitania=76,nouvelle aquitaine/aquitaine=75,
    hauts de france/nord pas de calais=32,grand est/alsace/lorraine=44,brittany/bretagne=53,pays de la loire=52,normandy/normandie=28,
    bourgogne franche comte/burgundy/bourgogne=27,centre val de loire=24,corsica/corse=94,hauts de seine=11,seine saint denis=11,val de marne=11,
    val d oise/val doise=11,yvelines=11,essonne=11,seine et marne=11,rhone=84,haute garonne=76,gironde=75,loire atlantique=52,bas rhin=44,nord=32,
    bouches du rhone=93,alpes maritimes=93,isere=84,herault=76,ille et vilaine=53,haute savoie=84,
    ain=84,aisne=32,allier=84,alpes de haute provence=93,hautes alpes=93,ardeche=84,ardennes=44,ariege=76,aube=44,aude=76,aveyron=76,calvados=28,cantal=84,charente=75,
    charente maritime=75,cher=24,correze=75,corse du sud=94,haute corse=94,cote d or=27,cotes d armor=53,creuse=75,dordogne=75,doubs=27,drome=84,eure=28,eure et loir=24,finistere=53,gard=76,gers=76,
    indre=24,indre et loire=24,landes=75,loir et cher=24,loire=84,haute loire=84,loiret=24,lot=76,lot et garonne=75,lozere=76,maine et loire=52,manche=28,marne=44,haute marne=44,mayenne=52,
    meurthe et moselle=44,meuse=44,morbihan=53,moselle=44,nievre=27,oise=32,orne=28,pas de calais=32,puy de dome=84,pyrenees atlantiques=75,hautes pyrenees=76,pyrenees orientales=76,haut rhin=44,
    haute saone=27,saone et loire=27,sarthe=52,savoie=84,seine maritime=28,deux sevres=75,somme=32,tarn=76,tarn et garonne=76,var=93,vaucluse=93,vendee=52,vienne=75,haute vienne=75,vosges=44,yonne=27,
    territoire de belfort=27,picardie=32,champagne ardenne=44,midi pyrenees=76,languedoc roussillon=76,poitou charentes=75,limousin=75,auvergne=84,basse normandie=28,haute normandie=28,franche comte=27`,
  ES: `community of madrid/comunidad de madrid/madrid=29,catalonia/cataluna/catalunya/barcelona=56,andalusia/andalucia/sevilla/malaga=51,
    valencian community/comunidad valenciana/comunitat valenciana/valencia/alicante=60,basque country/pais vasco/euskadi/vizcaya/bizkaia/gipuzkoa=59,
    galicia=58,castile and leon/castilla y leon=55,castilla la mancha=54,aragon/zaragoza=52,region of murcia/region de murcia/murcia=31,asturias=34,
    cantabria=39,navarre/navarra=32,la rioja=27,extremadura=57,balearic islands/islas baleares/illes balears=07,canary islands/islas canarias/canarias=53,
    chartered community of navarre/comunidad foral de navarra=32,castilla and leon/castile leon/cyl=55,castilla la mancha region=54,principality of asturias/principado de asturias=34,canarias=53,islas canarias provincia=53,
    province of barcelona=56,girona=56,tarragona=56,lleida=56,alacant=60,castellon=60,cadiz=51,granada=51,cordoba=51,huelva=51,jaen=51,almeria=51,pontevedra=58,la coruna=58,lugo=58,ourense=58,alava/araba=59,guipuzcoa=59,toledo=54,ciudad real=54,
    valladolid=55,burgos=55,salamanca=55,leon=55,palencia=55,segovia=55,badajoz=57,caceres=57,tenerife=53,gran canaria=53,mallorca/majorca=07,ibiza=07,menorca=07`,
  IT: `lombardy/lombardia=09,lazio/latium=07,piedmont/piemonte=12,veneto=20,emilia romagna=05,tuscany/toscana=16,campania=04,sicily/sicilia=15,apulia/puglia=13,
    liguria=08,marche=10,abruzzo/abruzzi=01,calabria=03,umbria=18,sardinia/sardegna=14,friuli venezia giulia=06,trentino alto adige/trentino/south tyrol/sudtirol=17,
    basilicata=02,molise=11,aosta valley/valle d aosta/valle daosta=19,MI=09,MB=09,BG=09,BS=09,VA=09,CO=09,PV=09,TO=12,CN=12,AL=12,RM=07,LT=07,
    NA=04,SA=04,FI=16,PI=16,BO=05,MO=05,PR=05,RE=05,RN=05,VE=20,PD=20,VR=20,VI=20,TV=20,GE=08,TS=06,UD=06,TN=17,BZ=17,BA=13,PA=15,CT=15,PG=18,
    metropolitan city of milan/citta metropolitana di milano=09,metropolitan city of rome/citta metropolitana di roma=07,metropolitan city of turin=12,apulien=13,friuli=06,lombardei=09,toskana=16,sizilien=15,piemont=12,kampanien=04,
    valle d aosta region=19,alto adige=17,brianza=09,romagna=05,sicilia region=15,CR=09,LC=09,LO=09,MN=09,SO=09,AT=12,NO=12,VC=12,BI=12,AP=10,AN=10,MC=10,PU=10,AR=16,GR=16,LI=16,LU=16,MS=16,PO=16,PT=16,SI=16,FC=05,FE=05,PC=05,RA=05,
    BL=20,RO=20,GO=06,PN=06,IM=08,SP=08,SV=08,AQ=01,CH=01,PE=01,TE=01,FR=07,RI=07,VT=07,AV=04,BN=04,CE=04,BR=13,FG=13,LE=13,TA=13,CA=14,SS=14,CS=03,CZ=03,KR=03,RC=03,VV=03,AG=15,CL=15,EN=15,ME=15,RG=15,SR=15,TP=15,TR=18`,
  PL: `mazowieckie/masovian/mazovia/MZ=78,malopolskie/lesser poland/malopolska/MA=77,dolnoslaskie/lower silesian/lower silesia=72,slaskie/silesian/silesia=83,
    wielkopolskie/greater poland/wielkopolska=86,pomorskie/pomeranian=82,lodzkie/lodz province=74,zachodniopomorskie/zachodnio pomorskie/west pomeranian=87,lubelskie=75,
    podkarpackie/subcarpathian=80,podlaskie=81,kujawsko pomorskie=73,warminsko mazurskie=85,swietokrzyskie=84,lubuskie=76,opolskie=79,trojmiasto/tricity,
    mazowieckie voivodeship/woj mazowieckie/masovian voivodeship=78,lower silesian voivodeship/woj dolnoslaskie=72,lesser poland voivodeship/woj malopolskie=77,silesian voivodeship/woj slaskie=83,greater poland voivodeship/woj wielkopolskie=86,
    pomeranian voivodeship/woj pomorskie/pomerania=82,lodz voivodeship/woj lodzkie=74,west pomeranian voivodeship/woj zachodniopomorskie=87,lublin voivodeship/woj lubelskie=75,subcarpathian voivodeship/woj podkarpackie=80,
    podlaskie voivodeship/woj podlaskie=81,kuyavian pomeranian voivodeship/kuyavian pomeranian/kuyavia pomerania=73,warmian masurian voivodeship/warmian masurian=85,holy cross/woj swietokrzyskie=84,lubusz voivodeship=76,opole voivodeship=79`,
  PT: `lisboa/lisbon district=14,porto district=17,braga=04,aveiro=02,setubal=19,coimbra=07,faro/algarve=09,leiria=13,madeira=10,azores/acores=23,norte,alentejo,
    lisbon=14,beja=03,braganca=05,castelo branco=06,evora=08,guarda=11,portalegre=16,santarem=18,viana do castelo=20,vila real=21,viseu=22,oporto=17,ribatejo,centro region,greater lisbon area=14,azoren=23`,
  SE: `stockholm county/stockholms lan/AB=26,vastra gotaland county/vastra gotaland/vastra gotalands lan=28,skane county/skane/skane lan=27,
    uppsala county/uppsala lan=21,ostergotland county/ostergotland=16,vasterbotten=23,norrbotten=14,halland=06,orebro lan=15,vastmanland=25,gavleborg=03,
    stockholm region,jonkoping county/jonkopings lan=08,kronoberg county/kronoberg=12,kalmar county=09,blekinge county/blekinge=02,halland county=06,varmland county/varmland=22,orebro county=15,vastmanland county=25,dalarna county/dalarna=10,
    gavleborg county=03,vasternorrland county/vasternorrland=24,jamtland county/jamtland=07,vasterbotten county=23,norrbotten county=14,sodermanland county/sodermanland=18,gotland county/gotland=05,ostergotlands lan=16,norrland`,
  DK: `capital region of denmark/capital region/region hovedstaden/hovedstaden=17,central denmark region/central denmark/middle jutland/midtjylland=18,north denmark region/nordjylland=19,region of southern denmark/south denmark/southern denmark/syddanmark=21,region zealand/zealand/sjaelland=20,jylland,fyn,
    hovedstadsomradet=17,storkobenhavn=17,region midtjylland=18,region nordjylland=19,region syddanmark=21,region sjaelland=20,north jutland=19,central jutland/mid jutland=18,jutland,funen`,
  NO: `oslo og omland=12,viken=30,vestland=46,rogaland=14,trondelag=21,agder=42,innlandet=34,
    vestfold og telemark/vestfold/telemark=38,more og romsdal=08,nordland=09,troms og finnmark/troms/finnmark=54,akershus=30,ostfold=30,buskerud=30,hordaland=46,vest agder=42,aust agder=42,hedmark=34,oppland=34,oslo county=12`,
  FI: `uusimaa=01,pirkanmaa=06,southwest finland/varsinais suomi=02,north ostrobothnia=17,helsinki metropolitan area,
    north karelia=12,south karelia=09,central finland=13,south ostrobothnia=14,ostrobothnia=15,central ostrobothnia=16,kainuu=18,lapland/lappi=19,north savo=11,south savo=10,paijat hame/paijanne tavastia=07,kanta hame/tavastia proper=05,kymenlaakso=08,satakunta=04,
    greater helsinki/paakaupunkiseutu/huvudstadsregionen,pohjois pohjanmaa=17,keski suomi=13,pohjois savo=11`,
  GB: `england=ENG,scotland=SCT,wales=WLS,northern ireland/NI=NIR,ENG=ENG,SCT=SCT,greater london/central london/inner london=ENG,greater manchester=ENG,west midlands=ENG,
    east midlands,west yorkshire,south yorkshire,north yorkshire,east yorkshire,yorkshire,merseyside,tyne and wear,kent,surrey,essex,sussex,east sussex,
    west sussex,hampshire,berkshire,buckinghamshire,oxfordshire,hertfordshire,bedfordshire,cambridgeshire,suffolk,norfolk,lincolnshire,nottinghamshire,
    derbyshire,leicestershire,northamptonshire,warwickshire,worcestershire,gloucestershire,somerset,avon,wiltshire,dorset,devon,cornwall,shropshire,
    staffordshire,cheshire,lancashire,cumbria,northumberland,county durham,rutland,herefordshire,isle of wight,middlesex,east anglia,south glamorgan,
    west glamorgan,mid glamorgan,gwent,dyfed,gwynedd,clwyd,powys,monmouthshire,south wales=WLS,north wales=WLS,lothian=SCT,midlothian,fife,aberdeenshire,lanarkshire,
    strathclyde,home counties,thames valley,south east,south west,north west,north east,county antrim,county down/co down,humberside,cleveland,ayrshire,teesside,tyneside,pembrokeshire,shetland islands,east riding of yorkshire,
    county londonderry/co londonderry=NIR,county tyrone=NIR,county fermanagh=NIR,county armagh=NIR,flintshire=WLS,denbighshire=WLS,conwy=WLS,anglesey/isle of anglesey=WLS,ceredigion=WLS,carmarthenshire=WLS,
    vale of glamorgan=WLS,caerphilly=WLS,rhondda cynon taf=WLS,torfaen=WLS,neath port talbot=WLS,north lanarkshire=SCT,south lanarkshire=SCT,renfrewshire=SCT,east lothian=SCT,west lothian=SCT,
    perthshire/perth and kinross=SCT,stirlingshire=SCT,dumfries and galloway=SCT,scottish borders=SCT,scottish highlands/highland=SCT,argyll and bute=SCT,angus=SCT,moray=SCT,orkney=SCT,tayside=SCT,grampian=SCT,
    cambs,herts,bucks,northants,hants,berks,beds,oxon,wilts,glos,staffs,lancs,lincs,notts,derbys,leics,worcs,west country,black country,east of england,yorkshire and the humber,
    huntingdonshire,bournemouth christchurch and poole,tees valley,peterborough area,royal borough of windsor and maidenhead`,
  IE: `leinster=L,connacht=C,ulster=U,county dublin/co dublin=L,county cork/co cork=M,county galway/co galway=C,county kildare/co kildare=L,county limerick/co limerick=M,county meath,county wicklow,county louth,county clare,county kerry,county waterford,
    connaught=C,dublin=L,south dublin=L,fingal=L,dun laoghaire rathdown=L,county mayo=C,county sligo=C,county donegal=U,county tipperary=M,county wexford=L,county kilkenny=L,county carlow=L,
    county laois=L,county offaly=L,county westmeath=L,county longford=L,county roscommon=C,county leitrim=C,county cavan=U,county monaghan=U,co meath=L,co wicklow=L,co louth=L,co kerry=M,co clare=M,co mayo=C,co wexford=L,co waterford=M`,
  CZ: `prague/praha=52,south moravian region/jihomoravsky kraj/south moravia=78,moravian silesian region=85,central bohemia/stredocesky kraj=88,
    prague region=52,south bohemia/south bohemian region/jihocesky kraj=79,vysocina/vysocina region=80,karlovy vary region=81,hradec kralove region=82,liberec region=83,olomouc region=84,moravia silesia/moravskoslezsky kraj=85,pardubice region=86,plzen region=87,central bohemian region=88,usti nad labem region/ustecky kraj=89,zlin region=90`,
  HU: `pest=16,pest county=16,
    budapest=05,bacs kiskun=01,baranya=02,bekes=03,borsod abauj zemplen=04,csongrad/csongrad csanad=06,fejer=08,gyor moson sopron=09,hajdu bihar=10,heves=11,komarom esztergom=12,nograd=14,somogy=17,szabolcs szatmar bereg=18,jasz nagykun szolnok=20,tolna=21,vas=22,veszprem=23,zala=24`,
  RO: `cluj=13,bucuresti ilfov,timis=36,iasi county=23,
    bucharest=10,bucuresti=10,ilfov=43,alba=01,arad=02,arges=03,bacau=04,bihor=05,bistrita nasaud=06,botosani=07,braila=08,brasov=09,buzau=11,caras severin=12,cluj county=13,constanta=14,covasna=15,dambovita/dimbovita=16,dolj=17,galati=18,gorj=19,
    harghita=20,hunedoara=21,ialomita=22,iasi=23,maramures=25,mehedinti=26,mures=27,neamt=28,olt=29,prahova=30,salaj=31,satu mare=32,sibiu=33,suceava=34,teleorman=35,timis county=36,tulcea=37,vaslui=38,valcea=39,vrancea=40,calarasi=41,giurgiu=42,transylvania`,
  GR: `attica/attiki,central macedonia,
    attiki region/attika=ESYE31,crete/kriti/kreta=ESYE43,western greece=ESYE23,thessaly=ESYE14,epirus=ESYE21,peloponnese=ESYE25,north aegean/northern aegean=ESYE41,south aegean/southern aegean=ESYE42,ionian islands=ESYE22,eastern macedonia and thrace/east macedonia and thrace=ESYE11,western macedonia=ESYE13,central greece=ESYE24`,
  IN: `karnataka=19,maharashtra=16,tamil nadu=25,telangana=40,andhra pradesh=02,haryana=10,uttar pradesh=36,west bengal=28,gujarat=09,rajasthan=24,kerala=13,punjab=23,madhya pradesh=35,
    delhi=07,bihar=34,odisha=21,jharkhand=38,chhattisgarh=37,assam=03,goa=33,uttarakhand=39,himachal pradesh=11,chandigarh=05,puducherry=22`,
  BR: `sao paulo/sao paulo state=27,rio de janeiro=21,minas gerais,rio grande do sul,parana,santa catarina,
    parana state,distrito federal=07,bahia=05,pernambuco=30,ceara=06,goias=29,espirito santo=08,
    maranhao=13,mato grosso=14,mato grosso do sul=11,amazonas=04,alagoas=02,sergipe=28,piaui=20,paraiba=17,rio grande do norte=22,tocantins=31,rondonia=24,roraima=25,amapa=03,SP=27,RJ=21,MG=15,PR=18,SC=26,RS=23,DF=07,BA=05,CE=06,PE=30,GO=29,ES=08,AM=04,PA=16,MA=13,MT=14,MS=11,PB=17,RN=22,AL=02,PI=20,SE=28,RO=24,TO=31,AC=01,AP=03,RR=25`,
  MX: `nuevo leon=19,jalisco=14,aguascalientes=01,baja california=02,baja california sur=03,campeche=04,chiapas=05,chihuahua=06,coahuila=07,colima=08,ciudad de mexico/cdmx=09,
    guanajuato=11,guerrero=12,hidalgo=13,estado de mexico/edomex=15,michoacan=16,morelos=17,nayarit=18,oaxaca=20,puebla=21,quintana roo=23,
    san luis potosi=24,sinaloa=25,sonora=26,tabasco=27,tamaulipas=28,tlaxcala=29,veracruz=30,yucatan=31,zacatecas=32`,
  AR: `caba/ciudad autonoma de buenos aires=07,provincia de buenos aires=01,catamarca=02,chaco=03,chubut=04,corrientes=06,entre rios=08,jujuy=10,la pampa=11,mendoza=13,misiones=14,neuquen=15,rio negro=16,salta=17,tierra del fuego=23,tucuman=24`,
  CO: `antioquia=02,bolivar=35,boyaca=36,caldas=37,caqueta=08,casanare=32,cauca=09,cundinamarca=33,huila=16,la guajira=17,narino=20,norte de santander=21,quindio=23,risaralda=24,tolima=28,valle del cauca=29`,
  VE: `anzoategui=02,aragua=04,barinas=05,bolivar=06,carabobo=07,distrito capital=25,guarico=12,lara=13,monagas=16,nueva esparta=17,portuguesa=18,tachira=20,yaracuy=22,zulia=23`,
  CL: `antofagasta=03,araucania=04,atacama=05,biobio/bio bio=06,coquimbo=07,magallanes=10,nuble=18,region metropolitana de santiago=12,tarapaca=15,valparaiso=01`,
  PE: `arequipa=04,ancash=02,cajamarca=06,callao=07,cusco=08,junin=12,la libertad=13,lambayeque=14,piura=20`,
  EC: `azuay=02,guayas=10,pichincha=18,manabi=14,tungurahua=19,chimborazo=06,imbabura=11`,
  PH: `cebu=07,cavite=40,negros occidental=10,negros oriental=07,bukidnon=07,bohol=07,bulacan=03,pampanga=03,batangas=40,metro manila=NCR`,
  ZA: `gauteng=06,western cape=11,kwazulu natal=02,eastern cape=05,free state=03,limpopo=09,mpumalanga=07,northern cape=08`,
  NZ: `waikato=G1,otago=F7,bay of plenty=E8`,
  LU: `grevenmacher=GR,esch sur alzette canton=ES,canton of luxembourg=LU,capellen=CA,diekirch=DI,mersch=ME,remich=RM`,
  SK: `bratislava region=02,kosice region=03,banska bystrica region=01,nitra region=04,presov region=05,trencin region=06,trnava region=07,zilina region=08`,
  BG: `sofia city/sofia capital/sofia grad=42,sofia region=58,plovdiv=51,varna=61,burgas=39,ruse=53,stara zagora=59,veliko tarnovo=62,pleven=50,blagoevgrad=38`,
  HR: `zagreb county/grad zagreb/city of zagreb=21,istria/istarska=04,split dalmatia=15,primorje gorski kotar=12,osijek baranja=10,dubrovnik neretva=03,varazdin=16,dalmatia,medimurje=09`,
  LT: `vilnius county=65,kaunas county=57,klaipeda county=58,siauliai county=61`,
  EE: `harju/harjumaa/harju county=01,tartu county/tartumaa=18,parnu county=11,ida viru county=03`,
  SI: `upper carniola,lower styria,osrednjeslovenska,littoral`,
  GE: "georgia",
};

const regions = once(() => {
  const map = new Map<string, Region[]>();
  for (const [country, list] of Object.entries(table)) {
    for (const entry of list.split(",")) {
      const [names = "", admin] = entry.trim().split("=");
      const region = { name: capitalised(names.split("/")[0] ?? ""), country, admin: admin ?? null };
      for (const name of names.split("/")) {
        // Codes keep their capitals as keys, so that "in" and "or" are never states.
        const key = /^[A-Z]{2,3}$/.test(name) ? name : fold(name);
        map.set(key, [...(map.get(key) ?? []), region]);
      }
    }
  }
  return map;
});

/** Whether a place lies in one of the regions, as far as the table knows. */
export const inRegion = ({ country, admin }: { country: string; admin: string }, regions: readonly Region[]) =>
  regions.some((region) => region.country === country && (region.admin === null || region.admin === admin));

/** The regions of that name (`folded` = fold(name)) or of that code in capitals. */
export function regionsNamed(foldedOrCode: string): readonly Region[] {
  return regions().get(foldedOrCode) ?? [];
}
