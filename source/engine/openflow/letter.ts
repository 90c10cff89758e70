/** What travels between a switch and a controller: opening and closing of a connection, and messages on it. */
import type {MachineId} from '../netdev.js';
import type {Envelope} from './message.js';

/** One attempt of a bridge to reach one controller; numbers are not used twice. */
export interface ConnectionId {
	/** Of the switch. */
	machine: MachineId;
	bridge: string;
	/** `tcp:10.0.0.9:6653` */
	target: string;
	attempt: number;
}

export type LetterBody =
	/** The switch opens a connection to this port. */
	| {kind: 'connect'; port: number}
	| {kind: 'accepted'}
	/** Nobody listens there, or nobody knows of the connection. */
	| {kind: 'refused'}
	| {kind: 'closed'}
	| ({kind: 'message'} & Envelope);

export interface Letter {
	connection: ConnectionId;
	to: 'switch' | 'controller';
	body: LetterBody;
}

export function isSameConnection(a: ConnectionId, b: ConnectionId): boolean {
	return a.attempt === b.attempt && a.machine === b.machine && a.bridge === b.bridge && a.target === b.target;
}

/** `hello`, `connect`: what the letter says, in a word. */
export function subjectOf({body}: Letter): string {
	return body.kind === 'message' ? body.message.kind : body.kind;
}
