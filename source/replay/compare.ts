/*
 * Expected and got
 *
 * Every expectation of a recording is compared; what is left out expects nothing,
 * except where silence speaks: a frame of a bridge recording without `portLocal`
 * was taken by no port of that bridge, a command without `stderr` was silent.
 * Deliveries, crossings and tables are multisets: their order in the file is that
 * of the endpoints, not of time.
 *
 * Three allowances, each for what the recorder could not see:
 * - MACs of the bridges' own link ports, learned from BPDUs, count only where the
 *   recording lists them.
 * - `routerPorts` came from `bridge mdb show`, which names no router port unless
 *   asked for details: an empty list says nothing.
 * - Behind the parent of macvlans a priority tag is gone, so it does not count there.
 */
import {withoutStamps} from '../console/tools/ovs-log.js';
import {TPID_8021Q} from '../engine/frame.js';
import {formatMac, toMac} from '../engine/mac.js';
import {deviceAtPath, type World} from '../engine/world.js';
import {type Divergence, list, type Part, value} from './divergence.js';
import type {Observation} from './observation.js';
import {compareSwitch} from './ovs-compare.js';
import type {Crossed, Delivered, Expectation, FdbRow, MemberRow, PortLocal, Recording} from './recording-schema.js';
import {bridgeNamed, fdbRows} from './tables.js';

/** Compares the state before the first stimulus. */
export function compareInitial(recording: Recording, world: World): Divergence | undefined {
	const {initial, device} = recording;
	return first('initial', function* () {
		for (const [path, mac] of Object.entries(initial.macs ?? {})) yield value(`macs.${path}`, canonMac(mac), macAt(world, path));
		for (const [name, mac] of Object.entries(initial.bridgeMac ?? {})) {
			yield value(`bridgeMac.${name}`, canonMac(mac), macAt(world, `${name}/${name}`));
		}
		for (const [name, rows] of Object.entries(initial.localFdb ?? {})) {
			const bridge = bridgeNamed(world, name);
			yield list(`localFdb.${name}`, rows.map(writeRow), bridge ? fdbRows(world, bridge, 'local').map(writeRow) : [`no bridge ${name}`]);
		}
		const bridge = device.type === 'linux-bridge' ? bridgeNamed(world, device.name) : undefined;
		if (bridge) yield fdb('fdb', initial.fdb ?? [], fdbRows(world, bridge), recording);
	});
}

/** Compares what a stimulus did. */
export function compare(recording: Recording, expected: Expectation, got: Observation): Divergence | undefined {
	const {device} = recording;
	return first(expected.id, function* () {
		const {answer} = got;
		if (expected.rc !== undefined) yield value('rc', String(expected.rc), String(answer?.rc));
		if ((expected.rc ?? expected.stderr) !== undefined)
			yield value('stderr', withoutStamps(expected.stderr ?? ''), withoutStamps(answer?.stderr ?? ''));
		if ((expected.rc ?? expected.stdout) !== undefined) yield printout(expected.cmd ?? '', expected.stdout ?? '', answer?.stdout ?? '');
		if (expected.stormCopiesAtLeast !== undefined && (got.copies ?? 0) < expected.stormCopiesAtLeast) {
			yield {what: 'stormCopiesAtLeast', expected: [`${expected.stormCopiesAtLeast}`], got: [`${got.copies ?? 0}`]};
		}
		if (expected.delivered) yield delivered(recording, expected.delivered, got.delivered ?? []);
		if (expected.wire) yield list('wire', expected.wire.map(writeCrossing), (got.wire ?? []).map(writeCrossing));
		if (expected.delivered) yield portLocal(expected.portLocal, got.portLocal ?? [], device);
		for (const [path, mac] of Object.entries(expected.macs ?? {}))
			yield value(`macs.${path}`, canonMac(mac), got.macs[path] ?? 'no device');
		if (expected.fdb) yield fdb('fdb', expected.fdb, got.fdb[device.name] ?? [], recording);
		for (const [name, rows] of Object.entries(expected.peerFdb ?? {})) yield fdb(`peerFdb.${name}`, rows, got.fdb[name] ?? [], recording);
		if (expected.mdb) yield list('mdb', expected.mdb.map(writeMember), (got.groups ?? got.mdb).map(writeMember));
		if (expected.routerPorts && expected.routerPorts.length > 0) yield list('routerPorts', expected.routerPorts, got.routerPorts);
		if (device.type === 'ovs') yield* compareSwitch(expected, got);
		for (const [name, report] of Object.entries(expected.stp ?? {})) {
			const {ports, ...bridge} = report;
			const {ports: gotPorts = [], ...gotBridge} = got.stp[name] ?? {};
			yield list(`stp.${name}`, [write(bridge), ...ports.map(write)], [write(gotBridge), ...gotPorts.map(write)]);
		}
	});
}

function first(id: string, parts: () => Generator<Part | undefined>): Divergence | undefined {
	for (const part of parts()) if (part) return {id, ...part};
	return undefined;
}

/** Tools that list what the daemon keeps in tables with a random seed: the order of their lines is chance. */
const BY_CHANCE = /\b(?:dump-flows|dump-groups|dump-group-stats|bond\/list)\b/;

function printout(cmd: string, expected: string, got: string): Part | undefined {
	if (!BY_CHANCE.test(cmd)) return value('stdout', expected, got);
	return list('stdout', expected.trimEnd().split('\n'), got.trimEnd().split('\n'));
}

function delivered(recording: Recording, expected: readonly Delivered[], got: readonly Delivered[]): Part | undefined {
	const typed = expected.every(({pkttype}) => pkttype !== undefined);
	const behind =
		recording.device.type === 'macvlan'
			? recording.endpoints.filter(({local}) => local?.device === recording.device.name).map(({name}) => name)
			: [];
	const writeOne = (entry: Delivered): string => {
		const {pkttype, to, ...rest} = behind.includes(entry.to) ? withoutPriorityTag(entry) : entry;
		return [to, ...(typed ? [pkttype] : []), writeTags(rest), writeRewrites(rest)].filter(Boolean).join(' ');
	};
	return list('delivered', expected.map(writeOne), got.map(writeOne));
}

function withoutPriorityTag(entry: Delivered): Delivered {
	if (entry.vlan !== 0) return entry;
	const {vlan: _vlan, pcp: _pcp, tpid: _tpid, inner, ...rest} = entry;
	return withoutPriorityTag({...rest, ...inner});
}

function portLocal(expected: readonly PortLocal[] | undefined, got: readonly PortLocal[], device: Recording['device']): Part | undefined {
	const typed = (expected ?? []).every(({pkttype}) => pkttype !== undefined);
	const writeOne = ({device: name, port, pkttype}: PortLocal): string => `${name}/${port}${typed ? ` ${pkttype}` : ''}`;
	const relevant = expected ? got : got.filter((entry) => device.type === 'linux-bridge' && entry.device === device.name);
	return list('portLocal', (expected ?? []).map(writeOne), relevant.map(writeOne));
}

function fdb(what: string, expected: readonly FdbRow[], got: readonly FdbRow[], recording: Recording): Part | undefined {
	const listed = new Set(expected.map(({mac}) => canonMac(mac)));
	const ownPorts = recording.links.flatMap(({ends}) => ends.flatMap(({mac}) => (mac === undefined ? [] : [canonMac(mac)])));
	const isBpduSource = (mac: string): boolean => leavesBpdusOut(recording) && ownPorts.includes(mac) && !listed.has(mac);
	const counted = got.filter(({mac}) => !isBpduSource(mac));
	return list(what, expected.map(writeRow), counted.map(writeRow));
}

/** Does the spanning tree run here, and did the recorder leave out what it teaches the FDBs? */
function leavesBpdusOut({device, peers, stimuli}: Recording): boolean {
	const bridges = [device, ...peers].flatMap((each) => (each.type === 'ovs' ? [] : [each]));
	const runs = bridges.some(({config}) => config?.stp) || stimuli.some((stimulus) => JSON.stringify(stimulus.do ?? {}).includes('"stp"'));
	return runs && !bridges.some(({config}) => config?.showBpduFdb);
}

function writeRow({mac, port, vlan, state, flags}: FdbRow): string {
	return [canonMac(mac), port, ...(vlan ? [`vlan ${vlan}`] : []), ...(state ? [state] : []), ...(flags ?? []).toSorted()].join(' ');
}

function writeMember(row: string | MemberRow): string {
	if (typeof row === 'string') return row;
	const {group, port, vlan, state} = row;
	return [group, port, ...(vlan ? [`vlan ${vlan}`] : []), ...(state ? [state] : [])].join(' ');
}

function writeCrossing({from, to, ...rest}: Crossed): string {
	return [`${from} > ${to}`, writeTags(rest)].filter(Boolean).join(' ');
}

/** `vlan 10 pcp 3, vlan 20` */
export function writeTags({vlan, pcp, tpid, inner}: Pick<Delivered, 'vlan' | 'pcp' | 'tpid' | 'inner'>): string {
	if (vlan === undefined && pcp === undefined) return '';
	const own = [
		`vlan ${vlan ?? 0}`,
		...(pcp ? [`pcp ${pcp}`] : []),
		...(tpid && tpid !== TPID_8021Q ? [`tpid 0x${tpid.toString(16)}`] : []),
	];
	return `${own.join(' ')}${inner ? `, ${writeTags(inner)}` : ''}`;
}

function writeRewrites({dst, src, srcIp, dstIp, ttl, dport}: Partial<Delivered>): string {
	const changed = {dst: dst && canonMac(dst), src: src && canonMac(src), srcIp, dstIp, ttl, dport};
	return Object.entries(changed)
		.flatMap(([name, now]) => (now === undefined ? [] : [`${name} ${now}`]))
		.join(' ');
}

function write(record: object): string {
	return Object.entries(record)
		.sort()
		.map(([name, one]) => `${name} ${one}`)
		.join(', ');
}

function macAt(world: World, path: string): string {
	const device = deviceAtPath(world, path);
	return device ? formatMac(device.mac) : 'no device';
}

function canonMac(mac: string): string {
	return formatMac(toMac(mac));
}
