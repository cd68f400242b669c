// What RingCentral's delivery error codes mean to us; the same code comes as an answer to a send and as a later status.

/** Its own, its upstream's and the carrier's code for a recipient who opted out (RingCentral's list of SMS errors). */
const OPTED_OUT = /^SMS-(RC|UP|CAR)-413$/;

export function isRecipientOptOut(code: string): boolean {
  return OPTED_OUT.test(code);
}
