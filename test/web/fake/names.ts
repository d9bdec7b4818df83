// Names of nobody: first and last names put together, each pair once.

const FIRST =
  'Ana Luis Íñigo Nora Tomás Elena Yusuf Mei Björn Zoë Amadou Priya Óscar Freya Kofi Lucía Marek Ingrid Hugo Leila Pablo Chiara Dmitri Aiko Renée Samuel Valentina Jonas Fatima Emil Carmen Ravi Greta Mateo Sofie Omar Alba Viktor Nadia Iker Lena Diego Hana Rafael Irene Anton Marta Felix Julia Bruno'.split(
    ' ',
  )
const LAST =
  'García Ortega Lindqvist Okafor Tanaka Novak Ruiz Haddad Moreau Castillo Eriksen Patel Vidal Kowalski Mensah Serrano Brandt Costa Nakamura Iglesias Weiss Duarte Petrov Solís Hansen Molina Ferrer Diallo Rossi Navarro Keller Benítez Yılmaz Prieto Andersen Sato Campos Fischer Medina Olsen Rojas Dubois Santana Larsen Pereira Ibarra Schmidt Vega Romero Bianchi'.split(
    ' ',
  )
const MIDDLE = ['', 'M. ', 'J. ', 'R.\u00A0']

/** Different for every index below 10,000. */
export const nameOf = (index: number): string => {
  const pair = index % (FIRST.length * LAST.length)
  const first = pair % FIRST.length
  const last = (Math.floor(pair / FIRST.length) + first * 7) % LAST.length
  return `${FIRST[first]!} ${MIDDLE[Math.floor(index / (FIRST.length * LAST.length)) % MIDDLE.length]!}${LAST[last]!}`
}
