/** Why web programs do as they do. */
import type {WebOutcome} from './web-request.js';

export type WebCause =
	/** The server answers, and prints the client's address: `client`. */
	{kind: 'web-served'; client: number; path: string; status: number} | {kind: 'web-ended'; host: string; end: WebOutcome['kind']};

export const WEB_CAUSE_SOURCES: Readonly<Record<WebCause['kind'], string>> = {
	'web-served': 'RFC 1945 6, http.server of Python',
	'web-ended': 'RFC 1945 1.3',
};
