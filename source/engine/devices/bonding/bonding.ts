/*
 * The bonding driver: several NICs as one (drivers/net/bonding)
 *
 * bond0 is a device; its slaves are NICs that have given up their own life: their
 * frames go to bond0, and all have the MAC of bond0, which is that of the first. What
 * is on bond0, addresses, VLANs, macvlans, and a bridge of which it is a port, does not see them.
 *
 * mode            sends by                                     takes from
 * balance-rr      one after the other, so frames may overtake  all
 * active-backup   the active slave                             the active slave
 * balance-xor     a hash (`xmit-hash.ts`)                      all
 * broadcast       all that are up                              all
 * 802.3ad         a hash, over the links of one bundle         the links of that bundle
 *
 * A slave that is not listened to still gets what is for the link itself (LLDP, 01:80:c2:00:00:0X),
 * but on its own account; everything else ends there, or every broadcast that the
 * switch sends on all links would be received twice. LACPDUs are taken before all that.
 *
 * Links fail silently unless `miimon` is set (`monitor.ts`): the default is 0, and 100 ms in 802.3ad.
 *
 * Not modelled: balance-tlb and balance-alb, ARP monitoring, queues, XDP.
 */
import {dstMac, ETHERTYPE, etherType, type Frame, payloadOffset} from '../../frame.js';
import type {PacketType} from '../../netdev.js';
import {buildMarker, isSlowProtocol, readSlowProtocol, SLOW_PROTOCOLS_GROUP} from '../../protocol/lacp.js';
import type {Sink} from '../../sink.js';
import type {World} from '../../world.js';
import {type BondDevice, type Slave, slaveOf} from './bond-device.js';
import {rearmBond} from './bond-timer.js';
import {runReceive} from './lacp-receive.js';
import {countTicks} from './lacp-tick.js';
import {canTransmit, slaveIsUp} from './slaves.js';
import {xmitHash} from './xmit-hash.js';

const IGMP = 2;
const LINK_LOCAL = 0x0180_c200_0000;

/** bond0 sends a frame (__bond_start_xmit). */
export function transmitFromBond(world: World, bond: BondDevice, frame: Frame, out: Sink): void {
	switch (bond.options.mode) {
		case 'balance-rr':
			send(bond, nextInTurn(world, bond, frame), 'turn', out, frame);
			return;
		case 'active-backup':
			send(bond, slaveOf(bond, bond.current), 'active', out, frame);
			return;
		case 'balance-xor':
		case '802.3ad': {
			const usable = bond.usable ?? [];
			const hash = xmitHash(frame, bond.options.xmitHashPolicy);
			const device = usable[hash % usable.length];
			send(bond, device === undefined ? undefined : slaveOf(bond, device), 'hash', out, frame, hash);
			return;
		}
		case 'broadcast': {
			const slaves = bond.slaves.filter((slave) => slaveIsUp(world, slave) && slave.link === 'up');
			if (slaves.length === 0) send(bond, undefined, 'all', out, frame);
			for (const slave of slaves) send(bond, slave, 'all', out, frame);
			return;
		}
		default:
			bond.options.mode satisfies never;
	}
}

function send(
	bond: BondDevice,
	slave: Slave | undefined,
	by: 'turn' | 'active' | 'hash' | 'all',
	out: Sink,
	frame: Frame,
	hash = -1,
): void {
	if (!slave) {
		bond.counters.txDropped++;
		out.drop('bond-no-slave');
		return;
	}
	if (out.tracing) out.note({kind: 'bond-slave', bond: bond.id, slave: slave.device, by, hash});
	out.transmit(slave.device, frame);
}

/** The next slave that can send; IGMP always leaves by the same one, or a switch would lose track (bond_xmit_roundrobin_slave_get). */
function nextInTurn(world: World, bond: BondDevice, frame: Frame): Slave | undefined {
	const current = slaveOf(bond, bond.current);
	if (isIgmp(frame) && current) return current;
	const {slaves, options} = bond;
	const turn = isIgmp(frame) ? 0 : Math.floor(++bond.sent / Math.max(1, options.packetsPerSlave));
	for (let step = 0; step < slaves.length; step++) {
		const slave = slaves[(turn + step) % slaves.length] as Slave;
		if (canTransmit(world, slave)) return slave;
	}
	return undefined;
}

function isIgmp(frame: Frame): boolean {
	return etherType(frame) === ETHERTYPE.ipv4 && frame.bytes[payloadOffset(frame) + 9] === IGMP;
}

/** A frame arrived on a slave (bond_handle_frame). `pass`: it is for the stack of the slave itself. */
export function receiveFromSlave(
	world: World,
	bond: BondDevice,
	slave: Slave,
	frame: Frame,
	type: PacketType,
	out: Sink,
): 'consumed' | 'pass' {
	if (bond.up && bond.options.mode === '802.3ad' && takeSlowProtocol(world, bond, slave, frame, out)) return 'consumed';
	if (slave.inactive) {
		const dst = dstMac(frame);
		if (dst >= LINK_LOCAL && dst <= LINK_LOCAL + 0x0f) return 'pass';
		out.drop('bond-inactive-slave');
		return 'consumed';
	}
	out.receive(bond.id, frame, type);
	return 'consumed';
}

/** LACPDUs and markers (bond_3ad_lacpdu_recv, bond_3ad_rx_indication). */
function takeSlowProtocol(world: World, bond: BondDevice, slave: Slave, frame: Frame, out: Sink): boolean {
	const {port} = slave;
	if (!port || !isSlowProtocol(frame) || dstMac(frame) !== SLOW_PROTOCOLS_GROUP) return false;
	const pdu = readSlowProtocol(frame);
	if (!pdu) return false;
	countTicks(bond, world.now);
	if (pdu.kind === 'lacpdu') {
		runReceive(bond, port, pdu);
		rearmBond(world, bond, out);
		if (out.tracing) out.note({kind: 'lacp-received', bond: bond.id, slave: slave.device, partner: pdu.actor.system, state: port.rx});
	} else if (pdu.type === 'information') out.transmit(slave.device, buildMarker({...pdu, type: 'response'}, slave.permanentMac));
	out.drop('bond-lacp-consumed');
	return true;
}
