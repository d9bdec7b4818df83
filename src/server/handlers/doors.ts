// Doors: what is set, what people show beside their faces, what was decided, keys for kiosks. Being built.

import { RostroError } from '../../core/errors.ts'
import type { HandlersOf } from '../route-handler.ts'

export function doorHandlers(): HandlersOf<'Doors'> {
  const soon = () => Promise.reject(new RostroError('route_not_found', 'Doors are not built yet.'))
  return {
    'GET /doors': soon,
    'POST /doors': soon,
    'PUT /doors/:doorId': soon,
    'DELETE /doors/:doorId': soon,
    'POST /doors/:doorId/unlock': soon,
    'POST /doors/:doorId/test': soon,
    'POST /doors/:doorId/kiosk': soon,
    'POST /doors/:doorId/ticket': soon,
    'GET /doors/log': soon,
    'GET /people/:personId/factors': soon,
    'POST /people/:personId/factors': soon,
    'DELETE /people/:personId/factors/:factorId': soon,
  }
}
