// The menu words read when no profile is given: what the default caterer serves.

/** What customers call one thing on the menu. `id` is the profile's. */
export type MenuItem = { id: string; names: readonly string[] };
export type MenuVocabulary = readonly MenuItem[];

export const DEFAULT_MENU: MenuVocabulary = [
  { id: 'chicken', names: ['chicken'] },
  { id: 'steak', names: ['steak', 'beef', 'sirloin'] },
  { id: 'shrimp', names: ['shrimp', 'prawn'] },
  { id: 'tofu', names: ['tofu', 'bean curd'] },
  { id: 'salmon', names: ['salmon'] },
  { id: 'scallops', names: ['scallops', 'scallop'] },
  { id: 'filet_mignon', names: ['filet mignon', 'fillet mignon', 'filet'] },
  { id: 'lobster_tail', names: ['lobster tail', 'lobster'] },
  { id: 'yakisoba_noodles', names: ['yakisoba noodles', 'yakisoba', 'noodles'] },
  { id: 'extra_rice', names: ['extra fried rice', 'extra rice', 'more rice'] },
  { id: 'extra_vegetables', names: ['extra vegetables', 'extra veggies', 'more vegetables', 'more veggies'] },
  { id: 'edamame', names: ['edamame'] },
  { id: 'gyoza', names: ['gyoza', 'potstickers', 'dumplings'] },
  { id: 'third_protein', names: ['third protein', '3rd protein', 'extra protein', 'additional protein'] },
];
