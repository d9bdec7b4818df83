// Faces that are nobody's: drawn from a seed, so that one person looks alike on all photos.

import sharp from 'sharp'
import { createRandom } from '../../../src/core/random.ts'

const pick = <T>(random: () => number, values: readonly T[]): T => values[Math.floor(random() * values.length)]!
const SKINS = ['#f3d3bd', '#e8b998', '#d39c74', '#b07a50', '#8a5a3a', '#5f3c28']
const HAIRS = ['#1f1a17', '#3b2a20', '#6b4526', '#a8763e', '#d8b36a', '#8d8d8d', '#7a2f1d']
const SHIRTS = ['#41597a', '#7a4150', '#4d6b4a', '#8a7a4b', '#5b4f7d', '#3d6d73', '#77706a']
const WALLS = ['#dfe3e6', '#e7e0d6', '#d5dcd3', '#e3dbe3', '#cfd6df']

/** The seed of a photo, of an event's shot or of a camera's picture is its id. */
const seedOf = (text: string): number =>
  Buffer.from(text).reduce((hash, byte) => Math.imul(hash ^ byte, 16_777_619), 2_166_136_261)

/** 240×240 JPEG; photos `p12-0` and `p12-1` show the same face, turned and lit differently. */
export async function drawFace(photoId: string): Promise<Uint8Array<ArrayBuffer>> {
  return jpeg(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240">${face(photoId)}</svg>`))
}

/** 1280×720 JPEG of a room with somebody in it. */
export async function drawRoom(cameraId: string): Promise<Uint8Array<ArrayBuffer>> {
  const random = createRandom(seedOf(cameraId))
  const wall = pick(random, WALLS)
  return jpeg(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">
      <rect width="1280" height="720" fill="${wall}"/><rect y="560" width="1280" height="160" fill="#9b8f80"/>
      <rect x="120" y="120" width="220" height="440" fill="#7d6b58"/><rect x="140" y="140" width="180" height="400" fill="#8d7a64"/>
      <rect x="900" y="140" width="260" height="180" fill="#bcd3e6" stroke="#f4f4f0" stroke-width="12"/>
      <svg x="520" y="200" width="360" height="360" viewBox="0 0 240 240">${face(`p${Math.floor(random() * 50)}-0`, false)}</svg>
    </svg>`),
  )
}

const jpeg = async (svg: Buffer): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await sharp(svg).jpeg({ quality: 82 }).toBuffer())

function face(photoId: string, withWall = true): string {
  const who = createRandom(seedOf(photoId.split('-')[0]!))
  const [skin, hair, shirt] = [pick(who, SKINS), pick(who, HAIRS), pick(who, SHIRTS)]
  const [width, long, eyes, glasses, beard] = [46 + who() * 12, who() < 0.45, 15 + who() * 6, who() < 0.25, who() < 0.22]
  const how = createRandom(seedOf(photoId))
  const [turn, light, wall] = [(how() - 0.5) * 14, 0.82 + how() * 0.18, pick(how, WALLS)]
  const x = 120 + turn
  return `${withWall ? `<rect width="240" height="240" fill="${wall}"/>` : ''}
    <g style="filter:brightness(${light})">
    ${long ? `<rect x="${120 - width - 8}" y="80" width="${2 * width + 16}" height="110" rx="34" fill="${hair}"/>` : ''}
    <path d="M30 240c4-44 40-62 90-62s86 18 90 62z" fill="${shirt}"/>
    <rect x="100" y="150" width="40" height="48" rx="18" fill="${skin}"/>
    <ellipse cx="120" cy="114" rx="${width}" ry="62" fill="${skin}"/>
    ${beard ? `<path d="M${120 - width} 122c2 40 24 56 ${width} 56s${width - 2}-16 ${width}-56c-14 22-30 18-${width} 18s-${width - 14} 4-${width}-18z" fill="${hair}" opacity=".85"/>` : ''}
    <path d="M${120 - width - 3} 104c-4-44 24-62 ${width + 3}-62s${width + 7} 18 ${width + 3} 62c-12-22-30-32-${width + 3}-32s-${width - 9} 10-${width + 3} 32z" fill="${hair}"/>
    <g fill="#fff"><ellipse cx="${x - eyes - 4}" cy="112" rx="8" ry="5.5"/><ellipse cx="${x + eyes + 4}" cy="112" rx="8" ry="5.5"/></g>
    <g fill="#2a1f1a"><circle cx="${x - eyes - 4 + turn / 4}" cy="112" r="4"/><circle cx="${x + eyes + 4 + turn / 4}" cy="112" r="4"/></g>
    <g stroke="${hair}" stroke-width="4" stroke-linecap="round"><path d="M${x - eyes - 13} 99h18M${x + eyes - 5} 99h18"/></g>
    ${glasses ? `<g fill="none" stroke="#333" stroke-width="3"><circle cx="${x - eyes - 4}" cy="112" r="14"/><circle cx="${x + eyes + 4}" cy="112" r="14"/></g>` : ''}
    <path d="M${x} 116q${6 + turn / 3} 14-2 18" fill="none" stroke="#000" stroke-opacity=".25" stroke-width="3" stroke-linecap="round"/>
    <path d="M${x - 15} 148q15 ${6 + how() * 8} 30 0" fill="none" stroke="#8d3b36" stroke-width="4" stroke-linecap="round"/></g>`
}
