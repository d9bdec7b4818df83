// The audit trail: what was decided and done, by whom. Names nobody who was seen.

import { part } from '../catalogue.ts'

export const audit = part({
  en: {
    intro:
      'What was decided and done about remembering, visitors, alerts and deleting. Kept as a chain: an entry changed later shows.',
    emptyTitle: 'Nothing yet',
    emptyText: 'Decisions about remembering, what is done to visitors, alerts and held deletions will be noted here.',
    remembering_on: '{by} turned remembering strangers on: {days}, {cameras}.',
    remembering_changed: '{by} changed how strangers are remembered: {days}, {cameras}.',
    remembering_off: {
      one: '{by} turned remembering off; {count} face was forgotten.',
      other: '{by} turned remembering off; {count} faces were forgotten.',
    },
    ground: 'Legal ground: {ground}',
    days: { one: '{count} day', other: '{count} days' },
    cameras: { one: '{count} camera', other: '{count} cameras' },
    allCameras: 'all cameras',
    visitor_named: '{by} said who a visitor is.',
    visitors_merged: { one: '{by} merged {count} visitor.', other: '{by} merged {count} visitors.' },
    visitor_split: {
      one: '{by} split {count} visit off as another visitor.',
      other: '{by} split {count} visits off as another visitor.',
    },
    visitor_ignored: '{by} ignored a visitor.',
    visitor_shown: '{by} showed a visitor again.',
    visitor_forgotten: '{by} had a visitor forgotten.',
    visitors_kept_apart: '{by} said that two visitors are two.',
    visitor_not_person: '{by} said that a visitor is not somebody registered.',
    visitor_change_undone: '{by} undid a change to visitors.',
    retention_confirmed: {
      one: '{by} said that the clock is right; {count} overdue event or face was deleted.',
      other: '{by} said that the clock is right; {count} overdue events and faces were deleted.',
    },
    alert_rule_added: '{by} added an alert rule.',
    alert_rule_changed: '{by} changed an alert rule.',
    alert_rule_deleted: '{by} deleted an alert rule.',
    alert_target_added: '{by} added a target of alerts.',
    alert_target_changed: '{by} changed a target of alerts.',
    alert_target_deleted: '{by} deleted a target of alerts.',
    other: '{by}: {action}',
  },
  es: {
    intro:
      'Lo que se decidió e hizo sobre recordar, visitantes, alertas y borrado. Es una cadena: si una entrada se cambia después, se nota.',
    emptyTitle: 'Todavía nada',
    emptyText:
      'Aquí se anotarán las decisiones sobre recordar, lo que se haga con visitantes, las alertas y los borrados retenidos.',
    remembering_on: '{by} activó recordar a desconocidos: {days}, {cameras}.',
    remembering_changed: '{by} cambió cómo se recuerda a desconocidos: {days}, {cameras}.',
    remembering_off: {
      one: '{by} desactivó recordar a desconocidos; se olvidó {count} cara.',
      other: '{by} desactivó recordar a desconocidos; se olvidaron {count} caras.',
    },
    ground: 'Base legal: {ground}',
    days: { one: '{count} día', other: '{count} días' },
    cameras: { one: '{count} cámara', other: '{count} cámaras' },
    allCameras: 'todas las cámaras',
    visitor_named: '{by} dijo quién es un visitante.',
    visitors_merged: { one: '{by} unió a {count} visitante.', other: '{by} unió a {count} visitantes.' },
    visitor_split: {
      one: '{by} separó {count} visita como otro visitante.',
      other: '{by} separó {count} visitas como otro visitante.',
    },
    visitor_ignored: '{by} ignoró a un visitante.',
    visitor_shown: '{by} volvió a mostrar a un visitante.',
    visitor_forgotten: '{by} hizo olvidar a un visitante.',
    visitors_kept_apart: '{by} dijo que dos visitantes son dos.',
    visitor_not_person: '{by} dijo que un visitante no es alguien registrado.',
    visitor_change_undone: '{by} deshizo un cambio de visitantes.',
    retention_confirmed: {
      one: '{by} dijo que el reloj va bien; se borró {count} evento o cara vencida.',
      other: '{by} dijo que el reloj va bien; se borraron {count} eventos y caras vencidos.',
    },
    alert_rule_added: '{by} añadió una regla de alertas.',
    alert_rule_changed: '{by} cambió una regla de alertas.',
    alert_rule_deleted: '{by} eliminó una regla de alertas.',
    alert_target_added: '{by} añadió un destino de alertas.',
    alert_target_changed: '{by} cambió un destino de alertas.',
    alert_target_deleted: '{by} eliminó un destino de alertas.',
    other: '{by}: {action}',
  },
})
