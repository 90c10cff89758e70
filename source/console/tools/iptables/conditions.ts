/** What a rule of iptables asks of a packet: options of the rule, and of the modules of `-m`. */
import type {DeviceMatch, NatMatch, Subnet} from '../../../engine/nat/netfilter.js';
import {notModelled} from '../../complaint.js';
import {wrong} from './complaints.js';
import {OTHER_MODULES} from './options.js';
import {readIcmpType, readPorts, readProtocol, readSubnet} from './rule-words.js';

type Protocol = NonNullable<NatMatch['protocol']>;

export interface Conditions {
	protocol: Protocol | undefined;
	otherProtocol: boolean;
	/** `undefined` in a list is everywhere. */
	sources: (Subnet | undefined)[];
	destinations: (Subnet | undefined)[];
	in: DeviceMatch | undefined;
	out: DeviceMatch | undefined;
	/** What modules look at, in the order in which they were asked. */
	asked: Pick<NatMatch, 'sourcePorts' | 'destinationPorts' | 'icmpType' | 'comment'>;
	/** Whose options are known by now; a protocol brings its own. */
	modules: Set<string>;
	/** By `-m`, without `-p`. */
	alone: Set<string>;
	/** Modules that look at the packet, in the order in which they were named or their options came. */
	loaded: Set<string>;
}

export const NO_CONDITIONS = (): Conditions => ({
	protocol: undefined,
	otherProtocol: false,
	sources: [undefined],
	destinations: [undefined],
	in: undefined,
	out: undefined,
	asked: {},
	modules: new Set(),
	alone: new Set(),
	loaded: new Set(),
});

/** Takes the option of a condition in; false when it is none. */
export function takeCondition(conditions: Conditions, option: string, value: string, not: boolean): boolean {
	const {asked} = conditions;
	const turned = not ? {not} : {};
	switch (option) {
		case '-p':
			conditions.protocol = readProtocol(value);
			if (not && conditions.protocol === undefined) throw wrong('rule would never match protocol');
			conditions.otherProtocol = not;
			if (conditions.protocol) conditions.modules.add(conditions.protocol);
			return true;
		case '-s':
			conditions.sources = readSubnets(value, not);
			return true;
		case '-d':
			conditions.destinations = readSubnets(value, not);
			return true;
		case '-i':
		case '-o':
			conditions[option === '-i' ? 'in' : 'out'] = {name: value, ...turned};
			return true;
		case '-m':
			takeModule(conditions, value);
			return true;
		case '--sport':
		case '--dport': {
			const ports = readPorts(value, not);
			for (const module of ['tcp', 'udp']) if (conditions.modules.has(module)) conditions.loaded.add(module);
			asked[option === '--sport' ? 'sourcePorts' : 'destinationPorts'] = ports;
			return true;
		}
		case '--icmp-type':
			conditions.loaded.add('icmp');
			asked.icmpType = {type: readIcmpType(value), ...turned};
			return true;
		case '--comment':
			asked.comment = value;
			return true;
		default:
			return false;
	}
}

function readSubnets(text: string, not: boolean): (Subnet | undefined)[] {
	return text.split(',').map((one) => readSubnet(one, not));
}

function takeModule(conditions: Conditions, module: string): void {
	const {modules, protocol, loaded} = conditions;
	if (module === 'comment' && modules.has(module)) throw notModelled('iptables: two comments', 'one --comment');
	if (module === 'tcp' || module === 'udp' || module === 'icmp') {
		if (module !== protocol) conditions.alone.add(module);
	} else if (module !== 'comment') {
		if (OTHER_MODULES.includes(module)) throw notModelled(`iptables: "-m ${module}"`, '-p tcp --dport PORT, -s, -d, -i, -o');
		throw wrong(`Couldn't load match \`${module}':No such file or directory\n`);
	}
	modules.add(module);
	loaded.add(module);
}

/** One a rule, with the conditions in the order in which iptables-nft hands them to the kernel. */
export function matchesOf(conditions: Conditions): NatMatch[] {
	const {protocol, otherProtocol, sources, destinations, asked, modules, alone, loaded} = conditions;
	if (modules.has('comment') && asked.comment === undefined) throw wrong('comment: option "--comment" must be specified\n');
	if (alone.has('tcp') && protocol !== 'tcp' && hasPorts(conditions)) throw wrong("TCP match requires '-p tcp'");
	if (alone.has('udp') && protocol !== 'udp' && hasPorts(conditions)) throw wrong("UDP match requires '-p udp'");
	if (otherProtocol && hasPorts(conditions)) throw notModelled('iptables: ports of all protocols but one', '-p tcp, -p udp');
	if (sources.length * destinations.length > 1 && [...sources, ...destinations].some((subnet) => subnet?.not))
		throw wrong('! not allowed with multiple source or destination IP addresses');
	const looked = Object.assign({}, ...[...loaded].map((module) => looksAt(module, conditions)));
	return sources.flatMap((source) =>
		destinations.map((destination) => ({
			...(conditions.in && !isAny(conditions.in) ? {in: conditions.in} : {}),
			...(conditions.out && !isAny(conditions.out) ? {out: conditions.out} : {}),
			...(source ? {source} : {}),
			...(destination ? {destination} : {}),
			...(protocol ? {protocol} : {}),
			...(otherProtocol ? {otherProtocol} : {}),
			...looked,
		})),
	);
}

/** `-m tcp` alone: any port will do. */
const ANY_PORT = {from: 0, to: 0xffff};

function isAny({name, not = false}: DeviceMatch): boolean {
	return name === '+' && !not;
}

function looksAt(module: string, conditions: Conditions): Conditions['asked'] {
	const {sourcePorts, destinationPorts, icmpType, comment} = conditions.asked;
	if (module === 'comment') return comment === undefined ? {} : {comment};
	if (module === 'icmp') return {icmpType: icmpType ?? {type: 'any'}};
	if (!hasPorts(conditions)) return {sourcePorts: ANY_PORT};
	return {...(sourcePorts ? {sourcePorts} : {}), ...(destinationPorts ? {destinationPorts} : {})};
}

function hasPorts({asked}: Conditions): boolean {
	return asked.sourcePorts !== undefined || asked.destinationPorts !== undefined;
}
