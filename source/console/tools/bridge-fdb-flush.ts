/** `bridge fdb flush`: which entries go, word by word (fdb_flush). */

import type {Change} from '../../engine/change.js';
import type {FdbFlags} from '../../engine/devices/bridge/bridge-change.js';
import {entryOf} from '../../engine/entry-of.js';
import type {Keyword, Place} from '../command.js';
import {Complaint, garbageArgument} from '../complaint.js';
import {scan} from '../grammar.js';
import {type Answer, fails, request} from '../program.js';
import {findDevice, LOOPBACK} from '../resolve.js';
import {readLeading} from '../values.js';

const REFUSED = 255;

/** What each word adds to what was said before it; `dynamic` and `static` also mean "not local", unless something else was said. */
const CONDITIONS: Readonly<Record<string, (said: FdbFlags) => FdbFlags>> = {
	permanent: (said) => ({...said, local: true}),
	nopermanent: (said) => ({...said, local: false}),
	static: (said) => ({local: false, ...said, static: true}),
	nostatic: (said) => ({...said, static: false}),
	dynamic: (said) => ({local: false, ...said, static: false}),
	nodynamic: (said) => ({...said, static: true}),
	added_by_user: (said) => ({...said, byUser: true}),
	noadded_by_user: (said) => ({...said, byUser: false}),
	extern_learn: (said) => ({...said, externLearn: true}),
	noextern_learn: (said) => ({...said, externLearn: false}),
	sticky: (said) => ({...said, sticky: true}),
	nosticky: (said) => ({...said, sticky: false}),
	offloaded: (said) => ({...said, offloaded: true}),
	nooffloaded: (said) => ({...said, offloaded: false}),
};

export const FLUSH_KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'the bridge, or with master a port'},
	{word: 'brport', takes: 'port', help: 'only this port'},
	{word: 'vlan', takes: 'vlan', help: 'only this VLAN'},
	{word: 'master', help: 'the FDB of its bridge'},
	{word: 'self', help: 'the FDB of the bridge itself, which is the default'},
	...Object.keys(CONDITIONS).map((word): Keyword => ({word, help: word.startsWith('no') ? 'only those that are not' : 'only those'})),
	// The tool waits for another word, and says nothing of use.
	{word: 'help', takes: 'text', help: 'nothing'},
];

/** Words that it does not know are ignored, as the tool ignores them. */
export function flushFdb(place: Place, words: readonly string[]): Answer {
	let name: string | undefined;
	let portName: string | undefined;
	let vid: number | undefined;
	let flags: FdbFlags = {};
	const said = new Set<string>();
	for (const {keyword, value} of scan('bridge fdb flush', words, FLUSH_KEYWORDS)) {
		switch (keyword) {
			case undefined:
				break;
			case 'dev':
				name = value;
				break;
			case 'brport':
				if (portName !== undefined) throw garbageArgument('brport', 'brport');
				portName = value;
				break;
			case 'vlan':
				if (vid !== undefined && vid >= 0) throw garbageArgument('vlan', 'vlan');
				vid = readLeading(value);
				break;
			case 'help':
				break;
			default:
				said.add(keyword);
				flags = entryOf(CONDITIONS, keyword)?.(flags) ?? flags;
		}
	}
	if (name === undefined) throw new Complaint('Device is a required argument.\n', REFUSED);
	const device = findDevice(place, name);
	if (!device && name !== LOOPBACK) throw new Complaint(`Cannot find bridge device "${name}"\n`, REFUSED);
	const port = portName === undefined ? undefined : findDevice(place, portName);
	if (portName !== undefined && !port && portName !== LOOPBACK)
		throw new Complaint(`Cannot find bridge port device "${portName}"\n`, REFUSED);
	if (vid !== undefined && vid >= 4096) throw new Complaint(`Invalid VLAN ID "${vid}"\n`, REFUSED);
	if (!device) return fails('Error: FDB delete only supported for Ethernet devices.\n', REFUSED);
	if (portName === LOOPBACK) return fails('Error: bridge: Flush device is not a bridge or bridge port.\n', REFUSED);
	// Without a master there is none to ask; with `self` that is no mistake.
	const asksMaster = said.has('master') && (device.master !== -1 || !said.has('self'));
	const asksSelf = said.has('self') || !said.has('master');
	const targets = [...(asksMaster ? (['master'] as const) : []), ...(asksSelf ? (['self'] as const) : [])];
	return request(
		targets.map(
			(target): Change => ({
				kind: 'fdb-flush',
				device: device.id,
				target,
				...(port && {port: port.id}),
				...(vid !== undefined && vid >= 0 && {vid}),
				...(Object.keys(flags).length > 0 && {flags}),
			}),
		),
		REFUSED,
	);
}
