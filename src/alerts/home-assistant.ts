// What Home Assistant is told over MQTT so that it shows a device by itself. Holds no names of people.
// https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery

import { ALERT_KINDS, type MqttTarget, type Named } from './rule.ts'

/** Home Assistant says `online` here when it started, and wants to be told everything again. */
export const BIRTH_TOPIC = 'homeassistant/status'

export interface Announcement {
  readonly topic: string
  /** JSON, to be retained. */
  readonly payload: string
}

type Announcing = Pick<MqttTarget, 'id' | 'topic'>

export const statusTopic = ({ topic }: Announcing): string => `${topic}/status`
export const alertsTopic = ({ topic }: Announcing): string => `${topic}/alerts`
export const presentTopic = ({ topic }: Announcing, cameraId: string): string => `${topic}/camera/${plain(cameraId)}/present`

/** One event entity for all alerts. */
export const announceAlerts = (target: Announcing, version: string): Announcement => ({
  topic: `homeassistant/event/${nodeOf(target)}/alerts/config`,
  payload: JSON.stringify({
    name: 'Alert',
    unique_id: `${nodeOf(target)}_alerts`,
    state_topic: alertsTopic(target),
    event_types: ALERT_KINDS,
    icon: 'mdi:face-recognition',
    ...common(target, version),
  }),
})

/** Whether somebody is before a camera. */
export const announceCamera = (target: Announcing, { id, name }: Named, version: string): Announcement => ({
  topic: cameraConfigTopic(target, id),
  payload: JSON.stringify({
    name,
    unique_id: `${nodeOf(target)}_camera_${plain(id)}`,
    device_class: 'occupancy',
    state_topic: presentTopic(target, id),
    value_template: "{{ 'ON' if value | int(0) > 0 else 'OFF' }}",
    ...common(target, version),
  }),
})

export const cameraConfigTopic = (target: Announcing, cameraId: string): string =>
  `homeassistant/binary_sensor/${nodeOf(target)}/camera_${plain(cameraId)}/config`

const common = (target: Announcing, version: string) => ({
  availability_topic: statusTopic(target),
  device: { identifiers: [nodeOf(target)], name: 'Rostro', manufacturer: 'Rostro', sw_version: version },
  origin: { name: 'Rostro', sw_version: version },
})

const nodeOf = ({ id }: Announcing): string => `rostro_${plain(id)}`

/** As Home Assistant allows ids, and MQTT a level of a topic. */
const plain = (id: string): string => id.replace(/[^\w-]/g, '_')
