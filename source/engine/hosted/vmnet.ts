/*
 * VMnets: the virtual networks of a hosted hypervisor
 *
 * A VM on a laptop needs a network that the laptop's owner did not have to set up. VMware's hosted products bring some,
 * numbered; each is a hub in the host's kernel, and what is plugged into it makes its mode:
 *
 *   bridged    the host's NIC          guests are stations of the LAN, with MACs of their own
 *   host-only  the host's adapter      a private network of guests and host, DHCP at .254
 *   nat        adapter and NAT device  the same, and a way out by the host's address at .2
 *
 * Manuals draw a switch. The driver is simpler: a frame is offered to every port, and each takes what its card would
 * take. Nothing is learned, nothing ages, no unknown unicast is flooded; a frame that nobody has the address of ends here.
 * For guests it looks like a switch, since none sees what is for another.
 *
 *  - The host's adapter (vmnet1, vmnet8; .1) is a port like others and no router. It can be disabled; guests, DHCP and
 *    NAT go on, only host and guests no longer reach each other.
 *  - Services are stations with a MAC and a stack of their own (`services.ts`).
 *  - Two VMnets have nothing in common but the host. Only a host (or a guest with two cards) that forwards joins them,
 *    and then a host-only network leaks.
 *  - Promiscuous guests see nothing more, unless the host's user may write to /dev/vmnetN.
 *
 * The limits are those of the host: VMnet0 to 19 on Windows, vmnet0 to 254 on Linux, there with 32 guests on each.
 *
 * Source: vmnet driver (GPL; hub.c, userif.c, netif.c, driver.c); VMware Workstation Pro 16 and 17, Virtual Networking Components;
 * VMware Server Virtual Machine Guide, chapter Networking.
 *
 * Not modelled: multicast filters of vNICs, which pass every group here; queues of ports that overflow; networks that are
 * private to a team of VMs (LAN segments); bandwidth and loss settings of a vNIC; host-only networks bridged to nothing in other products.
 */

import type {Device} from '../device.js';
import {dstMac, type Frame} from '../frame.js';
import type {Sink} from '../sink.js';
import type {World} from '../world.js';
import {cardTakes, copyToJacks} from './hub.js';
import type {Hub, Vmnet} from './hub-device.js';
import {sendToUplink} from './uplink.js';

const HEADER = 14;

/** A frame comes in by a port: from a guest or from a service. */
export function receiveFromJack(world: World, hub: Hub, jack: Device, frame: Frame, out: Sink): void {
	if (frame.bytes.length < HEADER) {
		out.drop('malformed');
		return;
	}
	let copies = copyToJacks(world, hub, frame, jack.id, out);
	if (hub.kind === 'vmnet') {
		copies += giveToAdapter(hub, frame, out);
		copies += sendToUplink(world, hub, frame, out);
	}
	if (copies === 0) out.drop('vmnet-no-taker');
}

/** The host sends by its adapter. */
export function transmitFromAdapter(world: World, hub: Vmnet, frame: Frame, out: Sink): void {
	if (frame.bytes.length < HEADER) out.drop('malformed');
	else if (copyToJacks(world, hub, frame, -1, out) === 0) out.drop('vmnet-no-taker');
}

/** The host's adapter takes a frame, if there is one, it is enabled, and the frame is for it. */
function giveToAdapter(hub: Vmnet, frame: Frame, out: Sink): number {
	if (!hub.hostAdapter || !hub.up || !cardTakes(dstMac(frame), hub.mac, hub.promiscuity > 0)) return 0;
	if (out.tracing) out.note({kind: 'vmnet-host-adapter', hub: hub.id});
	out.receive(hub.id, frame, undefined);
	return 1;
}
