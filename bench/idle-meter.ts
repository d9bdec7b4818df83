// A process that does nothing: how late it is, the machine is, whatever else Rostro's threads are held up by.

import { noteLateness } from './cameras/lateness.ts'

noteLateness(process.env['ROSTRO_BENCH_METER']!, 'idle')
// With whoever started it, however that ends.
process.on('disconnect', () => process.exit())
