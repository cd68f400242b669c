// Spanish: known when it is Spanish, not when it only looks so; yes, no, stop, help and a person are heard; nothing in it binds.
import assert from 'node:assert/strict';
import { readReply } from '../../understanding/agreement.ts';
import { read } from './helpers.ts';

const SPANISH = [
  'quiero reservar para 20 personas', 'hola, cuanto cuesta para 15 personas', '\u00BFPueden venir a San Jose?', 'el 20 de diciembre a las 6', 'buenas tardes', 'somos 20', 'tienen disponible el sabado', 'donde estan ubicados',
  'mi hijo es al\u00E9rgico al cacahuate', 'necesito ayuda', 'es para un cumplea\u00F1os', 'como funciona', 'estoy de acuerdo', 'no entiendo', 'me llamo Maria', 'vienen a sacramento',
];
const NOT_SPANISH = [
  'San Jose', '123 El Camino Real, Los Gatos', 'quesadillas and tacos', 'no', 'si', 'hola! can you do 20 people?', 'Julio Vale', 'La Jolla', 'Maria de la Cruz', '4512 Via de la Valle, Del Mar', 'carne asada', 'Cinco de Mayo party',
  'fiesta on Saturday', 'no problemo', 'Vista del Lago', 'Juan Carlos Dias', 'Paseo Padre Pkwy Fremont', 'Ella Fuentes', 'yes', 'gracias', 'perfecto, muchas gracias', 'sure, 6pm', 'Santa Clara',
];

describe('the language of a message', () => {
  for (const text of SPANISH) it(`is Spanish in ${JSON.stringify(text)}`, () => assert.equal(read(text).language, 'es'));
  for (const text of NOT_SPANISH) it(`is not told to be Spanish in ${JSON.stringify(text)}`, () => assert.equal(read(text).language, undefined));
});

describe('an answer in Spanish', () => {
  const asked = { lastSaid: 'Is that right? Reply YES.', awaiting: 'confirmation' } as const;
  for (const text of ['si', 's\u00ED', 'S\u00ED, gracias', 'claro', 'claro que si', 'correcto', 'esta bien', 'por supuesto', 's\u00ED, est\u00E1 bien']) it(`is yes: ${text}`, () => assert.equal(read(text, asked).confirmation, 'yes'));
  for (const text of ['no', 'no gracias', 'no, gracias', 'no estoy de acuerdo', 'no quiero']) it(`is no: ${text}`, () => assert.equal(read(text, asked).confirmation, 'no'));
});

describe('a call for a person in Spanish', () => {
  for (const text of ['quiero hablar con una persona', 'necesito hablar con alguien', '\u00BFpuedo hablar con un agente?', 'me pueden llamar', 'con el encargado por favor', 'll\u00E1meme']) it(`is heard in ${JSON.stringify(text)}`, () => assert.equal(read(text).escalation, 'asked_for_person'));
  it('is told apart by its reason', () => {
    assert.equal(read('me cobraron dos veces').escalation, 'payment_dispute');
    assert.equal(read('mi hija tiene una alergia muy grave al camar\u00F3n').escalation, 'allergy_risk');
  });
});

describe('assent to the terms in Spanish', () => {
  for (const text of ['acepto', 's\u00ED', 'estoy de acuerdo', 'acepto los t\u00E9rminos', 's\u00ED, acepto', 's\u00ED, I agree', 'confirmo', 'vale', 'aceptado', 'de acuerdo']) it(`does not bind: ${text}`, () => assert.equal(readReply(text).verdict, 'unclear'));
  it('is told apart on record from what was not understood', () => assert.equal(readReply('acepto los t\u00E9rminos').rule, 'spanish_assent'));
});
