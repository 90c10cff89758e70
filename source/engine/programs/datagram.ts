/** UDP for the programs of a machine: who listens on the port? */
import type {Device} from '../device.js';
import type {Ipv4Packet} from '../protocol/ipv4.js';
import type {UdpDatagram} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';

/** Hands a datagram, received by `device` (`undefined` is `lo`), to the program that listens on its port; false when none does. */
export function receiveDatagram(
	_world: World,
	_machine: Machine,
	_device: Device | undefined,
	_packet: Ipv4Packet,
	_datagram: UdpDatagram,
	_now: number,
	_out: Sink,
): boolean {
	return false;
}
