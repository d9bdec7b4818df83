// Wrong names: how many are accepted, what to expect of it, and what it would have changed.

import { part } from '../catalogue.ts'

export const decisions = part({
  en: {
    title: 'How many wrong names do you accept?',
    intro:
      'Now and then a stranger looks like somebody registered, and gets that name. The rarer this may be, the more often somebody registered goes without theirs. Rostro sets the threshold from your answer, and anew whenever people are added.',
    kind: 'Wrong names',
    kind_default: 'As Rostro suggests',
    kind_default_hint: 'A start for most places. Nothing to decide.',
    kind_stranger: 'A share of strangers',
    kind_stranger_hint: 'Of all strangers that cameras see, so many may get somebody’s name.',
    kind_camera_month: 'So many a month, for each camera',
    kind_camera_month_hint: 'When you know about how many strangers pass a camera.',
    kind_similarity: 'A fixed threshold',
    kind_similarity_hint: 'For those who measured it themselves. It stays the same however many people are registered.',
    share: 'Strangers who may get a name',
    oneIn: '1 in {of}',
    oneInSays: 'Of {of} strangers, about 1 gets somebody’s name.',
    count: 'Wrong names in a month',
    strangers: 'Strangers a camera sees in a day',
    monthSays: 'That is about {share} strangers.',
    threshold: 'Threshold',
    lower: 'Names more',
    higher: 'Confuses less',

    expect: 'What to expect',
    from: 'Names are given from similarity {threshold} on.',
    fpir: 'Strangers who get somebody’s name',
    fnir: 'Registered people who are not recognised',
    about: 'about {share}',
    between: 'between {low} and {high}',
    ratio: '{count} in {of}',
    none: 'none',
    all: 'all',
    perMonth: {
      one: 'At a camera that sees {strangers} strangers a day, that is about {count} wrong name a month.',
      other: 'At a camera that sees {strangers} strangers a day, that is about {count} wrong names a month.',
    },
    notMeasured: 'How often names will be wrong or missing is not known: nothing was measured for this model pack.',
    origin: 'Where this comes from',
    people: {
      one: 'Each face is compared with {count} person; with more people the threshold rises.',
      other: 'Each face is compared with {count} people; with more people the threshold rises.',
    },
    peopleFixed: {
      one: 'Each face is compared with {count} person.',
      other: 'Each face is compared with {count} people.',
    },
    calibration: 'Measured on {people} people in {comparisons} comparisons: {measuredOn}.',
    siteNone:
      'Too few people are registered here to measure how alike they look to the networks, so a careful guess stands in: {shift} on the threshold.',
    siteSome:
      'How alike the {people} people registered here look to the networks counts for {weight}: {shift} on the threshold (between {low} and {high}).',
    w_not_calibrated:
      'This model pack brings no measurements: the threshold is a careful guess. Try it on past events before you rely on it.',
    w_extrapolated:
      'So few wrong names could not be measured. The threshold comes from a curve beyond the measurements: take the figures as a rough idea.',
    w_site_differs:
      'The people here look more alike to the networks than those it was measured on. Expect more wrong names than the figures say.',
    w_rule_not_measured: 'The figures were measured with another rule than the one in use. Expect others.',
    toHealth: 'See whether somebody is registered twice',

    changed: 'Not saved yet.',
    discard: 'Discard',
    tryOut: 'What would change?',
    result: 'What would have changed',
    trying: 'Deciding past events anew…',
    same: {
      one: 'Of {tried} past events, {count} stays as it is.',
      other: 'Of {tried} past events, {count} stay as they are.',
    },
    allSame: {
      one: 'The only past event stays as it is.',
      other: 'All {count} past events stay as they are.',
    },
    skipped: {
      one: '{count} more cannot be tried: what was seen of the face was not kept.',
      other: '{count} more cannot be tried: what was seen of the faces was not kept.',
    },
    c_known_known: { one: '{count} known face gets another name', other: '{count} known faces get another name' },
    c_known_unknown: { one: '{count} known face becomes unknown', other: '{count} known faces become unknown' },
    c_known_undecided: { one: '{count} known face becomes undecided', other: '{count} known faces become undecided' },
    c_unknown_known: { one: '{count} unknown face gets a name', other: '{count} unknown faces get a name' },
    c_unknown_undecided: { one: '{count} unknown face becomes undecided', other: '{count} unknown faces become undecided' },
    c_undecided_known: { one: '{count} undecided face gets a name', other: '{count} undecided faces get a name' },
    c_undecided_unknown: { one: '{count} undecided face becomes unknown', other: '{count} undecided faces become unknown' },
    thresholds: 'Threshold {before} before, {after} then.',
    changes: 'Events that change',
    before: 'Before',
    after: 'After',
    similarity: 'similarity\u00a0{similarity}',
    showAll: 'Show all {count}',
    newestOnly: 'Only the newest {count} are listed.',
    noEventsTitle: 'There is nothing to try it on yet',
    noEventsText: 'Once cameras have seen some faces, this shows which of them would be decided otherwise.',
    noneKeptTitle: 'None of the past events can be tried',
    noneKeptText: 'What was seen of their faces was not kept. Come back when the cameras have seen new ones.',

    line: {
      one: 'Names from similarity {threshold} on; about {count} wrong name in {of} strangers',
      other: 'Names from similarity {threshold} on; about {count} wrong names in {of} strangers',
    },
    lineNotMeasured: 'Names from similarity {threshold} on; how many are wrong was not measured',
    siteBanner:
      'The people registered here look more alike to the networks than expected, so more strangers may get a name than you accept.',
    siteSettings: 'See the settings',
  },
  es: {
    title: '¿Cuántos nombres equivocados aceptas?',
    intro:
      'De vez en cuando un desconocido se parece a alguien registrado y recibe su nombre. Cuanto menos pueda ocurrir, más a menudo una persona registrada se queda sin el suyo. Rostro fija el umbral según tu respuesta, y de nuevo cuando se añaden personas.',
    kind: 'Nombres equivocados',
    kind_default: 'Lo que propone Rostro',
    kind_default_hint: 'Un comienzo para casi todos los sitios. No hay nada que decidir.',
    kind_stranger: 'Una parte de los desconocidos',
    kind_stranger_hint: 'De todos los desconocidos que ven las cámaras, tantos pueden recibir el nombre de alguien.',
    kind_camera_month: 'Tantos al mes por cada cámara',
    kind_camera_month_hint: 'Si sabes más o menos cuántos desconocidos pasan ante una cámara.',
    kind_similarity: 'Un umbral fijo',
    kind_similarity_hint: 'Para quien lo ha medido. No cambia, sean cuantas sean las personas registradas.',
    share: 'Desconocidos que pueden recibir un nombre',
    oneIn: '1 de cada {of}',
    oneInSays: 'De {of} desconocidos, más o menos 1 recibe el nombre de alguien.',
    count: 'Nombres equivocados al mes',
    strangers: 'Desconocidos que ve una cámara al día',
    monthSays: 'Es decir, más o menos {share} desconocidos.',
    threshold: 'Umbral',
    lower: 'Nombra más',
    higher: 'Confunde menos',

    expect: 'Qué esperar',
    from: 'Se da nombre desde una similitud de {threshold}.',
    fpir: 'Desconocidos que reciben el nombre de alguien',
    fnir: 'Personas registradas que no se reconocen',
    about: 'más o menos {share}',
    between: 'entre {low} y {high}',
    ratio: '{count} de cada {of}',
    none: 'ninguno',
    all: 'todos',
    perMonth: {
      one: 'En una cámara que ve a {strangers} desconocidos al día es más o menos {count} nombre equivocado al mes.',
      other: 'En una cámara que ve a {strangers} desconocidos al día son más o menos {count} nombres equivocados al mes.',
    },
    notMeasured:
      'No se sabe con qué frecuencia los nombres serán equivocados o faltarán: no se ha medido nada para este paquete de modelos.',
    origin: 'De dónde sale',
    people: {
      one: 'Cada cara se compara con {count} persona; con más personas el umbral sube.',
      other: 'Cada cara se compara con {count} personas; con más personas el umbral sube.',
    },
    peopleFixed: {
      one: 'Cada cara se compara con {count} persona.',
      other: 'Cada cara se compara con {count} personas.',
    },
    calibration: 'Medido con {people} personas en {comparisons} comparaciones: {measuredOn}.',
    siteNone:
      'Hay muy pocas personas registradas para medir cuánto se parecen entre sí para las redes, así que vale una estimación prudente: {shift} en el umbral.',
    siteSome:
      'Cuánto se parecen entre sí para las redes las {people} personas registradas aquí cuenta un {weight}: {shift} en el umbral (entre {low} y {high}).',
    w_not_calibrated:
      'Este paquete de modelos no trae mediciones: el umbral es una estimación prudente. Pruébalo con eventos pasados antes de confiar en él.',
    w_extrapolated:
      'Tan pocos nombres equivocados no se han podido medir. El umbral sale de una curva más allá de las mediciones: toma las cifras como una idea aproximada.',
    w_site_differs:
      'Las personas de aquí se parecen entre sí para las redes más que aquellas con las que se midió. Espera más nombres equivocados de lo que dicen las cifras.',
    w_rule_not_measured: 'Las cifras se midieron con otra regla, no con la que está en uso. Espera otras.',
    toHealth: 'Mirar si alguien está registrado dos veces',

    changed: 'Sin guardar todavía.',
    discard: 'Descartar',
    tryOut: '¿Qué cambiaría?',
    result: 'Qué habría cambiado',
    trying: 'Decidiendo de nuevo eventos pasados…',
    same: {
      one: 'De {tried} eventos pasados, {count} queda como está.',
      other: 'De {tried} eventos pasados, {count} quedan como están.',
    },
    allSame: {
      one: 'El único evento pasado queda como está.',
      other: 'Los {count} eventos pasados quedan como están.',
    },
    skipped: {
      one: '{count} más no se puede probar: no se guardó lo que se vio de la cara.',
      other: '{count} más no se pueden probar: no se guardó lo que se vio de las caras.',
    },
    c_known_known: { one: '{count} cara conocida recibe otro nombre', other: '{count} caras conocidas reciben otro nombre' },
    c_known_unknown: { one: '{count} cara conocida pasa a desconocida', other: '{count} caras conocidas pasan a desconocidas' },
    c_known_undecided: {
      one: '{count} cara conocida queda sin decidir',
      other: '{count} caras conocidas quedan sin decidir',
    },
    c_unknown_known: { one: '{count} cara desconocida recibe un nombre', other: '{count} caras desconocidas reciben un nombre' },
    c_unknown_undecided: {
      one: '{count} cara desconocida queda sin decidir',
      other: '{count} caras desconocidas quedan sin decidir',
    },
    c_undecided_known: { one: '{count} cara sin decidir recibe un nombre', other: '{count} caras sin decidir reciben un nombre' },
    c_undecided_unknown: {
      one: '{count} cara sin decidir pasa a desconocida',
      other: '{count} caras sin decidir pasan a desconocidas',
    },
    thresholds: 'Umbral {before} antes, {after} después.',
    changes: 'Eventos que cambian',
    before: 'Antes',
    after: 'Después',
    similarity: 'similitud\u00a0{similarity}',
    showAll: 'Mostrar los {count}',
    newestOnly: 'Solo se muestran los {count} más recientes.',
    noEventsTitle: 'Todavía no hay con qué probarlo',
    noEventsText: 'Cuando las cámaras hayan visto algunas caras, aquí se verá cuáles se decidirían de otro modo.',
    noneKeptTitle: 'No se puede probar con ningún evento pasado',
    noneKeptText: 'No se guardó lo que se vio de sus caras. Vuelve cuando las cámaras hayan visto otras.',

    line: {
      one: 'Nombres desde similitud {threshold}; más o menos {count} equivocado por cada {of} desconocidos',
      other: 'Nombres desde similitud {threshold}; más o menos {count} equivocados por cada {of} desconocidos',
    },
    lineNotMeasured: 'Nombres desde similitud {threshold}; no se ha medido cuántos son equivocados',
    siteBanner:
      'Las personas registradas aquí se parecen entre sí para las redes más de lo esperado: puede que más desconocidos de los que aceptas reciban un nombre.',
    siteSettings: 'Ver los ajustes',
  },
})
