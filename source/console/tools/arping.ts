/*
 * `arping` of iputils 20221126: who has this address on this link?
 *
 * It makes its requests itself and sees the answers by a packet socket, so it works without an address, asks
 * although the stack knows the neighbour, and hears two who have the same one. After the first answer it asks
 * that MAC alone, unless `-b` is given. `-D` asks from nobody (0.0.0.0), as one does who wants the address; `-U` and
 * `-A` ask for and answer with the own address, to tell the others.
 *
 * The real one without `-c` or `-w` goes on until Ctrl-C; where nobody sits, the lab's presses it after three requests.
 */
import type {Device} from '../../engine/device.js';
import {buildFrame, ETHERTYPE, srcMac, word} from '../../engine/frame.js';
import {BROADCAST, formatMac, type Mac} from '../../engine/mac.js';
import {createTap, passesCard, type Tapped, tapped} from '../../engine/packet-tap.js';
import {ARP_OPERATION, type ArpPacket, buildArp, parseArp} from '../../engine/protocol/arp.js';
import {formatIpv4, type Ipv4Address, parseIpv4, UNSPECIFIED} from '../../engine/protocol/ipv4-address.js';
import {ownsAddress} from '../../engine/stack/address.js';
import {wayTo} from '../../engine/stack/route.js';
import {deviceAt} from '../../engine/world.js';
import type {Command, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {findHost} from '../machine-names.js';
import {SECOND} from '../print/timer.js';
import {type Acting, type Answer, make, type Printed, type Program, prints, Signal, say, watchWorld} from '../program.js';
import {findDevice, LOOPBACK, machineAt} from '../resolve.js';
import {ARPING_OPTIONS, type Asked, readArping} from './arping/options.js';

const FAILED = 2;
/** Requests without an end, where nobody can press Ctrl-C. */
const PATIENT_COUNT = 3;
const ETHERNET_HEADER = 14;
const VERSION = `arping from iputils 20221126
libcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes
`;

export const ARPING: Command = {
	word: 'arping',
	help: 'who has an address on this link? (ARP)',
	keywords: ARPING_OPTIONS,
	bare: 'address',
	run: runArping,
};

/** What it asks, and how it went so far. */
interface Probing {
	asked: Asked;
	device: Device;
	source: Ipv4Address;
	target: Ipv4Address;
	/** Whom it asks next. */
	to: Mac;
	/** ns; none before the first request. */
	last: number | undefined;
	sent: number;
	broadcasts: number;
	received: number;
	/** Of those received: by broadcast, and requests. */
	broadcastsReceived: number;
	requestsReceived: number;
}

function runArping(place: Place, words: readonly string[]): Answer {
	const asked = readArping(words);
	return asked === 'version' ? prints(VERSION) : arping(place, asked);
}

function* arping(place: Place, asked: Asked): Program {
	const found = yield* findHost(place, asked.target);
	if (found.kind !== 'found') {
		const why = found.kind === 'not-found' ? 'Name or service not known' : 'Temporary failure in name resolution';
		throw new Complaint(`arping: ${asked.target}: ${why}\n`, FAILED);
	}
	const device = deviceFor(place, asked, found.address);
	const source = sourceFor(place, asked, device, found.address);
	const counts = {sent: 0, broadcasts: 0, received: 0, broadcastsReceived: 0, requestsReceived: 0};
	const probing: Probing = {asked, device, source, target: found.address, to: BROADCAST, last: undefined, ...counts};
	if (!asked.isQuiet) yield* say(`ARPING ${formatIpv4(found.address)} from ${formatIpv4(source)} ${device.name}\n`);
	try {
		const isPressed = yield* probe(place, probing);
		if (isPressed && !place.piped) yield* say('^C');
	} catch (thrown) {
		if (!(thrown instanceof Signal) || (thrown.name !== 'SIGINT' && thrown.name !== 'SIGTERM')) throw thrown;
	}
	return finish(probing);
}

/** The device by name, or the one of the route. */
function deviceFor(place: Place, {device: name, isQuiet, isDetection}: Asked, target: Ipv4Address): Device {
	const way = wayTo(place.world, machineAt(place), target);
	if (name === undefined && way.kind === 'none') throw new Complaint('arping: NETLINK_ROUTE unexpected iov element\n', 1);
	const isLoopback = name === LOOPBACK || (name === undefined && way.kind === 'local');
	if (isLoopback && machineAt(place).loopbackDown) throw new Complaint('', FAILED, isQuiet ? '' : `Interface "${LOOPBACK}" is down\n`);
	if (isLoopback) throw new Complaint('', isDetection ? 0 : FAILED, isQuiet ? '' : `Interface "${LOOPBACK}" is not ARPable\n`);
	const device = name === undefined ? 'device' in way && deviceAt(place.world, way.device) : findDevice(place, name);
	if (!device) throw new Complaint(`arping: Device ${name} not available.\n`, FAILED);
	if (!device.up) throw new Complaint('', FAILED, isQuiet ? '' : `Interface "${device.name}" is down\n`);
	return device;
}

function sourceFor(place: Place, {source: text, isDetection, isAnnouncement}: Asked, device: Device, target: Ipv4Address): Ipv4Address {
	const {world} = place;
	const given = text === undefined ? undefined : parseIpv4(text);
	if (text !== undefined && given === undefined) throw new Complaint(`arping: invalid source ${text}\n`, FAILED);
	const source = given ?? (isAnnouncement && !isDetection ? target : undefined);
	if (source !== undefined) {
		if (source !== UNSPECIFIED && !ownsAddress(world, machineAt(place), source))
			throw new Complaint('arping: bind: Cannot assign requested address\n', FAILED);
		return source;
	}
	if (isDetection) return UNSPECIFIED;
	const way = wayTo(world, machineAt(place), target, device.id);
	if (way.kind === 'broadcast') throw new Complaint('arping: connect: Permission denied\n', FAILED);
	return way.kind === 'none' ? UNSPECIFIED : way.source;
}

/** Asks and listens until it has enough; true when it had to be stopped. */
function* probe(place: Place, probing: Probing): Acting<boolean> {
	const {asked, device} = probing;
	const deadline = asked.timeout > 0 ? place.world.now + asked.timeout * SECOND : Number.POSITIVE_INFINITY;
	const most = asked.count > 0 ? asked.count : Number.POSITIVE_INFINITY;
	const tap = createTap();
	for (;;) {
		yield* send(place, probing);
		const next = asked.interval > 0 ? (probing.last as number) + asked.interval * SECOND : Number.POSITIVE_INFINITY;
		for (const until = Math.min(next, deadline); place.world.now < until; ) {
			const nodes = yield* Number.isFinite(until) ? watchWorld(until) : watchWorld();
			for (const seen of nodes.flatMap((node) => tapped(place.world, tap, node, ({id}) => id === device.id)))
				if (passesCard(place.world, seen) && (yield* hear(probing, seen))) return false;
		}
		if (place.world.now >= deadline || probing.sent >= most) return false;
		const isEndless = most === Number.POSITIVE_INFINITY && deadline === Number.POSITIVE_INFINITY;
		if (isEndless && place.attended !== true && probing.sent >= PATIENT_COUNT) return true;
	}
}

function* send(place: Place, probing: Probing): Acting<void> {
	const {asked, device, source, target, to} = probing;
	const {mac} = deviceAt(place.world, device.id);
	const payload = buildArp({
		operation: asked.isReply ? ARP_OPERATION.reply : ARP_OPERATION.request,
		senderMac: mac,
		senderAddress: source,
		targetMac: asked.isReply ? mac : to,
		targetAddress: target,
	});
	probing.last = place.world.now;
	yield* make({
		kind: 'inject-frame',
		device: device.id,
		frame: buildFrame({dst: to, src: mac, etherType: ETHERTYPE.arp, payload}),
		way: 'out',
	});
	probing.sent++;
	if (to === BROADCAST) probing.broadcasts++;
}

/** Takes a frame for an answer, if it is one; true when that was enough (recv_pack). */
function* hear(probing: Probing, {frame, type, time}: Tapped): Acting<boolean> {
	const {asked, device} = probing;
	if (type === 'outgoing' || type === 'otherhost' || word(frame.bytes, 12) !== ETHERTYPE.arp) return false;
	const parsed = parseArp(frame.bytes.subarray(ETHERNET_HEADER));
	if (parsed.kind !== 'ok' || !isAnswer(probing, parsed.value)) return false;
	const packet = parsed.value;
	const isRequest = packet.operation === ARP_OPERATION.request;
	if (!asked.isQuiet) yield* say(answerText(probing, packet, type === 'host', time));
	probing.received++;
	if (asked.timeout > 0 && probing.received === asked.count) return true;
	if (type !== 'host') probing.broadcastsReceived++;
	if (isRequest) probing.requestsReceived++;
	if (asked.endsWithReply) return true;
	if (!asked.isBroadcastOnly && srcMac(frame) !== device.mac) probing.to = packet.senderMac;
	return false;
}

function isAnswer({asked, device, source, target}: Probing, packet: ArpPacket): boolean {
	if (packet.operation !== ARP_OPERATION.request && packet.operation !== ARP_OPERATION.reply) return false;
	if (packet.senderAddress !== target) return false;
	if (!asked.isDetection) return packet.targetAddress === source && packet.targetMac === device.mac;
	// Somebody else who has or wants it.
	return packet.senderMac !== device.mac && (source === UNSPECIFIED || packet.targetAddress === source);
}

function answerText({source, device, last}: Probing, packet: ArpPacket, isUnicast: boolean, time: number): string {
	const mac = (value: Mac): string => formatMac(value).toUpperCase();
	const what = packet.operation === ARP_OPERATION.reply ? 'reply' : 'request';
	const isOther = packet.targetAddress !== source;
	const forWhom = isOther ? `for ${formatIpv4(packet.targetAddress)} ` : '';
	const forMac = packet.targetMac === device.mac ? '' : `${isOther ? '' : 'for '}[${mac(packet.targetMac)}]`;
	const head = `${isUnicast ? 'Unicast' : 'Broadcast'} ${what} from ${formatIpv4(packet.senderAddress)} [${mac(packet.senderMac)}] ${forWhom}${forMac}`;
	return `${head} ${roundTrip(time - (last ?? time))}\n`;
}

/** The real one adds half a millisecond to what stands behind the point; so does this. */
function roundTrip(nanoseconds: number): string {
	const micro = Math.floor((nanoseconds + 500) / 1000);
	const milli = Math.floor((micro + 500) / 1000);
	return `${milli}.${String(micro - milli * 1000 + 500).padStart(3, '0')}ms`;
}

function finish(probing: Probing): Printed {
	const {asked, sent, broadcasts, received, broadcastsReceived, requestsReceived} = probing;
	const more = [
		...(requestsReceived > 0 ? [`${requestsReceived} request(s)`] : []),
		...(broadcastsReceived > 0 ? [`${broadcastsReceived} broadcast(s)`] : []),
	];
	const kinds = more.length > 0 ? ` (${more.join(', ')})` : '';
	const text = `Sent ${sent} probes (${broadcasts} broadcast(s))\nReceived ${received} response(s)${kinds}\n`;
	return prints(asked.isQuiet ? '' : text, statusOf(probing));
}

function statusOf({asked, sent, broadcasts, received}: Probing): number {
	if (asked.isDetection) return received > 0 || (!asked.isAnnouncement && broadcasts === received) ? 1 : 0;
	if (asked.isAnnouncement) return 0;
	if (asked.timeout > 0 && asked.count <= 0) return received > 0 ? 0 : 1;
	return received > 0 && sent === received ? 0 : 1;
}
