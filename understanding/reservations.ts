// What keeps an assent from binding: negation, doubt, condition, quotation, reported speech, sarcasm, signs of markup.

/** Tried in this order on the whole message; the first that is found names the rule on record. */
export const UNSETTLING: readonly { rule: string; pattern: RegExp }[] = [
  { rule: 'negation', pattern: /(?:\b(?:no|not|nope|nah|naw|never|none|nothing|cannot|neither|nor|without|refuse[sd]?|reject(?:ed|s)?|declin(?:e|ed|es|ing)|den(?:y|ied)|dis\w+|un(?:able|willing|acceptable|fair)|fail(?:s|ed)?|hardly|barely|nobody|isnt|dont|doesnt|didnt|wont|cant|wouldnt|couldnt|aint|arent|wasnt|hate|stop|cancel(?!lation)\w*|against|oppose[sd]?|object(?:s|ed|ion|ions)?|opposite|protest)\b|n't\b|\bn t\b)/ },
  { rule: 'sarcasm', pattern: /\b(?:yeah right|as if|whatever|in your dreams|sarcas\w*|lol|lmao|rofl|ha|haha\w*|hehe\w*|jk|kidding|joking|if you say so|you win)\b|\/s\b/ },
  { rule: 'hedged', pattern: /\b(?:maybe|perhaps|probably|possibly|i guess|guess so|i think|i suppose|suppose so|might|may|kind of|kinda|sort of|sorta|not sure|unsure|idk|dunno|let me (?:think|check|see|ask|read|get back)|hold on|wait|later|thinking|will see|we'?ll see)\b/ },
  { rule: 'conditional', pattern: /\b(?:if|but|unless|except(?:ing)?|only|as long as|so long as|provided|providing|once|until|till|after|before|when|whenever|subject to|depend(?:s|ing)?|assuming|however|although|though|as soon as|first|pending|condition(?:al|ally)|on (?:one|a|the) condition|with the exception|apart from|other than|just not|most of|some of|part of|partly|partially|almost|nearly|for now|in principle)\b/ },
  { rule: 'reported_or_quoted', pattern: /["\u201c]|'{2}|(?:^|[\s(:])'[^']+'(?=$|[\s.,!)])|\b(?:said|says|told|asked|tells|wrote|texted|reply|replied|replying|you want me to|do i have to|supposed to|he|she|they|my (?:wife|husband|partner|boss|mom|dad|friend)(?! and i\b) )\b/ },
  { rule: 'markup', pattern: /[<>{}[\]=|\\~^]/ },
  { rule: 'unfriendly_picture', pattern: /[;:]['-]?[(/@$*|]|;-?[)dp]\b|;-?\)|:-?[spx]\b/ },
];

/** A script or a sign that the grammar of assent does not know could say anything. */
export function isUnlikeAssent(text: string): boolean {
  return /[^\p{ASCII}]/u.test(text.replace(/[\u2026\u00A1\u2022]/g, ''));
}
