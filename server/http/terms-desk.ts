// What the terms page needs to be told and to have done; the rules of acknowledging live in activities/terms-page.ts.
import type { LinkAct, LinkResult, TermsView } from '../../activities/terms-page.ts';

export type { LinkAct, LinkResult, TermsView };
export type TermsStatus = TermsView['status'];

export type TermsDesk = {
  /** Null for a token that was never given out. */
  viewTerms(token: string): Promise<TermsView | null>;
  acknowledgeByLink(act: LinkAct): Promise<LinkResult>;
  declineByLink(act: LinkAct): Promise<LinkResult>;
};
