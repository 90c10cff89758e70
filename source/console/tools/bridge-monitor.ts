/** `bridge monitor`: what happens to ports, forwarding databases, groups and VLANs (do_monitor, accept_msg). */
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {scan} from '../grammar.js';
import type {Answer} from '../program.js';
import {devicesOf} from '../resolve.js';
import {BRIDGE_MONITOR_USAGE} from '../usage/bridge.js';
import {fdbTable, mdbTable, vlanTable} from './monitor/bridge-tables.js';
import {bridgeLinkTable} from './monitor/link-tables.js';
import {listen} from './monitor/listen.js';
import type {Table} from './monitor/message.js';

const SORTS = ['link', 'fdb', 'mdb', 'vlan'] as const;
type Sort = (typeof SORTS)[number];

/** In the order in which `bridge` tries them. */
const KEYWORDS: readonly Keyword[] = [
	{word: 'file', short: true, takes: 'file', help: 'messages from a file', instead: 'bridge monitor'},
	{word: 'link', short: true, help: 'devices and ports'},
	{word: 'fdb', short: true, help: 'entries of forwarding databases'},
	{word: 'mdb', short: true, help: 'members of groups'},
	{word: 'vlan', short: true, help: 'VLANs of ports'},
	{word: 'vni', help: 'VXLAN identifiers, which do not change in a lab'},
	{word: 'all', help: 'everything, labelled'},
	{word: 'help', short: true, help: 'help'},
];

export const BRIDGE_MONITOR: Command = {
	word: 'monitor',
	short: true,
	help: 'what happens, as it happens',
	keywords: KEYWORDS,
	run: monitor,
};

/** Without a word it is everything but VLANs, without labels. */
function monitor(place: Place, words: readonly string[], options: Options): Answer {
	const sorts = new Set<Sort>();
	let labelled = false;
	let isNarrowed = false;
	for (const {keyword, value} of scan('bridge monitor', words, KEYWORDS)) {
		const sort = SORTS.find((known) => known === keyword);
		if (sort) sorts.add(sort);
		else if (keyword === 'all') labelled = true;
		else if (keyword === 'help') throw new Complaint(BRIDGE_MONITOR_USAGE, 255);
		else if (keyword === 'vni') isNarrowed = true;
		else throw new Complaint(`Argument "${value}" is unknown, try "bridge monitor help".\n`, 255);
	}
	const asked: ReadonlySet<Sort> = labelled ? new Set(SORTS) : sorts.size > 0 || isNarrowed ? sorts : new Set<Sort>(['link', 'fdb', 'mdb']);
	return listen(place, {look: () => look(place, asked, options), labelled}, options);
}

function look(place: Place, asked: ReadonlySet<Sort>, options: Options): Table[] {
	const devices = devicesOf(place);
	return [
		...(asked.has('link') ? [bridgeLinkTable(place, devices, options.details)] : []),
		...(asked.has('fdb') ? [fdbTable(place, devices, options)] : []),
		...(asked.has('mdb') ? [mdbTable(place, devices, options)] : []),
		...(asked.has('vlan') ? [vlanTable(place, devices)] : []),
	];
}
