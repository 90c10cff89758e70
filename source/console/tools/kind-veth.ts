/** What may follow `type veth`: the other end (veth_parse_opt). */
import type {Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {VETH_USAGE} from '../usage/link-kinds.js';
import {type LinkRequest, readLinkRequest} from './link-request.js';

export const VETH_OPTIONS: readonly Keyword[] = [{word: 'peer', help: 'the other end: name, address, mtu, netns, up'}];

/** The other end, as far as it is described. */
export function readVethPeer(place: Place, words: readonly string[]): LinkRequest | undefined {
	const [first, ...rest] = words;
	if (first === undefined) return undefined;
	if (first !== 'peer') throw new Complaint(VETH_USAGE, 1);
	return readLinkRequest(place, rest, 'add');
}
