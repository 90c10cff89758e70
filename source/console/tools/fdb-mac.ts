/** A MAC as `bridge fdb` reads it, which is not as `ip` does. */
import type {Mac} from '../../engine/mac.js';
import {Complaint} from '../complaint.js';
import {macOfOctets} from '../values.js';

/** sscanf of six octets: what follows them is ignored. */
export function readFdbMac(text: string): Mac {
	const octets = /^\s*([0-9a-f]+):([0-9a-f]+):([0-9a-f]+):([0-9a-f]+):([0-9a-f]+):([0-9a-f]+)/i.exec(text)?.slice(1);
	if (!octets) throw new Complaint(`Invalid mac address ${text}\n`, 255);
	return macOfOctets(octets.map((octet) => Number.parseInt(octet, 16) & 0xff));
}
