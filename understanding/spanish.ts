// Enough Spanish to know it, and to hear yes, no, stop, help, a change, a question and the wish for a person. It never binds anybody.

/** Lower case without accents: people leave them out on a phone. */
export function foldAccents(lower: string): string {
  // Most texts have none to fold, and the test is far cheaper than the folding.
  return /[^ -~\s]/.test(lower) ? lower.normalize('NFD').replace(/\p{M}/gu, '') : lower;
}

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));
/** Words of Spanish that are neither English nor part of California's place names. */
const SPANISH_ONLY = words(`
  que cual cuales cuanto cuanta cuantos cuantas cuando donde quien quisiera quiero queremos quieren necesito necesitamos puedo puede pueden podemos podria podrian tengo tiene tienen tenemos soy somos estoy esta estan estamos estaria seria hacer hacen
  acepto aceptamos aceptan acuerdo confirmo confirmamos rechazo niego buenos buenas tarde tardes noche noches manana mediodia para por pero porque muy tambien usted ustedes nosotros ellos eso esto ese este entonces ahora hoy despues antes siempre
  reservar reserva reservacion cita fecha hora horas precio precios cuesta cuestan cobran cobraron deposito comida cocinero evento cumpleanos fiestas personas gente invitados adultos ninos nino nina hijo hija esposo esposa alergia alergico alergica
  hablar habla hablan hablo espanol ayuda ayudar llamar llameme llamenme mensaje mensajes enviar envien escriba mandar manden deje dejen cambiar cambio otra otro direccion numero sabado viernes jueves miercoles martes lunes enero febrero
  marzo abril junio agosto septiembre octubre noviembre diciembre interesa entiendo claro correcto seguro bien nada algo alguien dinero reembolso terminos condiciones quiteme significa disponible disponibles como llamo llama funciona vienen venir vienes
`);
/** Spanish, but also at home in English sentences, in names and in streets ("El Camino Real", "Los Gatos", "hola!", "no"). */
const SHARED = words('a al con de del dias domingo el ella en es favor gracias hay hola julio la las le les lo los me mi mis mas muchas no nos o se si sin su sus te tu un una unas unos vale y ya adios amigo senor senora sr sra san santa');

/** Half of the words, one of them beyond doubt, or an opening mark that only Spanish has. */
const SPANISH_SHARE = 0.5;

export function isSpanish(lower: string): boolean {
  if (/[\u00BF\u00A1]/.test(lower)) return true;
  const tokens = foldAccents(lower).match(/[a-z]+/g) ?? [];
  const certain = tokens.filter((token) => SPANISH_ONLY.has(token)).length;
  const shared = tokens.filter((token) => SHARED.has(token)).length;
  return certain > 0 && (certain + shared) / tokens.length >= SPANISH_SHARE;
}

const PERSON = '(?:persona|alguien|agente|representante|humano|gerente|encargad[oa]|operadora?|supervisora?|duen[oa])';
const ASKS_FOR_PERSON: readonly RegExp[] = [
  new RegExp(`\\b(?:hablar|hable|comunicar(?:me|se)?|comuniqueme|conectar(?:me)?|chatear|platicar|contactar|pasar(?:me)?|paseme)(?: \\w+)? (?:con |a )?(?:una? |el |la |su )?${PERSON}\\b`),
  new RegExp(`^(?:quiero |necesito |con )?(?:una? |el |la )?${PERSON}(?: real| humana)?(?: por favor)?$`),
  /\bllam(?:e|en|a)(?:me|nos)\b|\bme (?:puede|pueden|podria|podrian) llamar\b|\bpueden? llamarme\b/,
];
const OPT_OUT: readonly RegExp[] = [
  /\b(?:deje|dejen|deja|pare|paren|para) de (?:enviar|mandar|escribir|molestar|contactar|textear)(?:me|nos|le|les)?\b/,
  /\bno (?:me|nos) (?:escriba|escriban|escribas|envie|envien|envies|mande|manden|mandes|moleste|molesten|contacte|contacten|textee|texteen)(?: mas)?(?: (?:mas )?(?:mensajes|textos))?(?: por favor)?$/,
  /\bno (?:quiero|queremos|deseo) (?:recibir )?(?:mas |sus |estos )*(?:mensajes|textos)\b/,
  /^(?:ya )?no mas(?: (?:mensajes|textos))?(?: por favor)?$/,
  /\b(?:quite|quiten|quita|borre|borren|saque|saquen|elimine|eliminen)(?:me|nos) de\b/,
  /\b(?:dar(?:me)?|deme|denme) de baja\b|^(?:parar|pare|detener|cancelar) (?:los |estos |sus )?(?:mensajes|textos)$/,
];
const ALLERGY = /\banafila\w*|\balergi\w*\b.{0,30}\b(?:grave|severa?|mortal|fuerte)\b|\b(?:grave|severa?|mortal)\b.{0,20}\balergi\w*/;
const PAYMENT = /\bcobr(?:aron|o|ado)\b.{0,20}\b(?:dos veces|doble|de mas|mal)\b|\b(?:mi dinero|reembols\w+)\b/;
const UPSET = /\b(?:estafa|fraude|abogado|demandar|queja|pesimo|ridiculo|inaceptable)\b/;

const CHANGE = /\b(?:cambi(?:ar|arla|arlo|o|e|en|emos|amos)|modificar|agregar|anadir|quitar|corregir|mover(?:la|lo)?|otra (?:fecha|hora)|otro dia)\b/;
const QUESTION = /\?|^(?:(?:hola|perdon|disculpe|y|pero|si|no)[ ,.]+)*(?:que|cual|cuales|cuant[oa]s?|cuando|donde|como|quien|por que|puedo|puede|pueden|podemos|podria|podrian|tienen|hay|es posible|hablan|habla|aceptan|tengo que)\b/;
const REFUSES = /^no+(?: (?:no|gracias|muchas gracias|por ahora|ahora no|me interesa|quiero|queremos))*$|\bno (?:acepto|aceptamos|estoy de acuerdo|estamos de acuerdo|confirmo|quiero (?:nada|seguir|continuar|reservar)|me interesa)\b|\b(?:rechazo|rechazamos|me niego)\b|\bcancel(?:e|en|ar) (?:la|mi|el|todo|nuestra)\b/;
const ASSENTS = /^(?:si+|claro(?: que si)?|por supuesto|correcto|exacto|exactamente|asi es|esta bien|de acuerdo|acepto|aceptamos|confirmo|confirmamos|dale|vale|perfecto|adelante|seguro|(?:estoy|estamos) de acuerdo|me parece bien)\b/;

const plain = (lower: string): string => foldAccents(lower).replace(/[^a-z0-9?]+/g, ' ').trim();

export function asksForPersonInSpanish(lower: string): boolean {
  const text = plain(lower).replace(/\?/g, '').trim();
  return ASKS_FOR_PERSON.some((pattern) => pattern.test(text));
}

export function isSpanishOptOut(lower: string): boolean {
  const text = plain(lower);
  return OPT_OUT.some((pattern) => pattern.test(text));
}

export function spanishTrouble(lower: string): 'payment_dispute' | 'allergy_risk' | 'upset' | null {
  const text = plain(lower);
  return PAYMENT.test(text) ? 'payment_dispute' : ALLERGY.test(text) ? 'allergy_risk' : UPSET.test(text) ? 'upset' : null;
}

export type SpanishReply = 'change' | 'question' | 'declined' | 'assent' | 'other';

/** Only for a text that `isSpanish`, or that is a lone yes or no in it. */
export function readSpanish(lower: string): SpanishReply {
  const text = plain(lower);
  const bare = text.replace(/\?/g, '').trim();
  if (CHANGE.test(text)) return 'change';
  if (QUESTION.test(text)) return 'question';
  if (REFUSES.test(bare)) return 'declined';
  return ASSENTS.test(bare) ? 'assent' : 'other';
}
