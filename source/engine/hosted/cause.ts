/** Why the networks of hosted hypervisors decide as they do. Sources are the GPL sources of VMware's vmnet driver, manuals, RFCs, and IEEE 802.11. */
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';

/** Addresses are IPv4 addresses as numbers. */
export type HostedCause =
	/** The hub offers the frame to every port, and these guests and services take it. */
	| {kind: 'vmnet-hub'; hub: DeviceId; takers: DeviceId[]}
	/** The host's adapter takes it. */
	| {kind: 'vmnet-host-adapter'; hub: DeviceId}
	/** The guest is promiscuous, and the host does not allow it. */
	| {kind: 'vmnet-promiscuous-denied'; guest: DeviceId}
	/** Bridged: the frame goes out by the host's NIC, with the guest's MAC. */
	| {kind: 'vmnet-to-wire'; uplink: DeviceId}
	/** Bridged: the frame is for the host's stack; `wire` says whether the wire has a copy, too. */
	| {kind: 'vmnet-to-host'; uplink: DeviceId; wire: boolean}
	/** Bridged: what passes the host's NIC is shown to the network. */
	| {kind: 'vmnet-from-uplink'; hub: DeviceId; uplink: DeviceId}
	/** Out over Wi-Fi: the source becomes the host's MAC, and the address stands for the guest from now on (0: none in the frame). */
	| {kind: 'wireless-rewritten-out'; mac: Mac; address: number}
	/** Back over Wi-Fi: the address says whose it is. */
	| {kind: 'wireless-rewritten-in'; mac: Mac; address: number}
	/** A DHCP request asks for a broadcast answer, which needs no MAC of the guest. */
	| {kind: 'wireless-dhcp-broadcast'}
	/** A new entry of the NAT service. */
	| {kind: 'nat-service-entry'; protocol: number; inside: number; insidePort: number; outside: number; outsidePort: number}
	/** Sent again with the host's address. */
	| {kind: 'nat-service-out'; inside: number; insidePort: number; outside: number; outsidePort: number}
	/** For the host's address by the packet, for a guest by the table. */
	| {kind: 'nat-service-in'; inside: number; insidePort: number; outside: number; outsidePort: number}
	/** A port forward sends it inside. */
	| {kind: 'nat-service-forward'; port: number; inside: number; insidePort: number};

export const HOSTED_DROP_REASONS = [
	// Offered to every port of the hub, wanted by none.
	'vmnet-no-taker',
	// An access point takes frames of the station that is associated, and of no MAC behind it.
	'wireless-foreign-source',
	// The NAT service does not forward for the host's own adapter.
	'nat-service-host-adapter',
	// Another network of the same hypervisor is not outside.
	'nat-service-not-outside',
	// Neither TCP nor UDP nor an ICMP echo.
	'nat-service-protocol',
	// The host itself has no way there, or its table is full.
	'nat-service-unreachable',
] as const;
export type HostedDropReason = (typeof HOSTED_DROP_REASONS)[number];

const HUB = 'vmnet driver: VNetHubReceive, VNetPacketMatch';
const BRIDGE = 'vmnet driver: VNetBridgeReceiveFromVNet, VNetBridgeReceiveFromDev';
const WIRELESS = 'vmnet driver: SMAC_CheckPacketToHost, SMAC_CheckPacketFromHost';
const NAT = 'VMware Server Virtual Machine Guide, Understanding NAT';

export const HOSTED_CAUSE_SOURCES: Readonly<Record<HostedCause['kind'], string>> = {
	'vmnet-hub': HUB,
	'vmnet-host-adapter': 'vmnet driver: VNetNetIfReceive, VNetPacketMatch',
	'vmnet-promiscuous-denied': 'VMware Workstation, Using Virtual Ethernet Adapters in Promiscuous Mode on Linux Hosts',
	'vmnet-to-wire': BRIDGE,
	'vmnet-to-host': BRIDGE,
	'vmnet-from-uplink': BRIDGE,
	'wireless-rewritten-out': WIRELESS,
	'wireless-rewritten-in': WIRELESS,
	'wireless-dhcp-broadcast': 'vmnet driver: ProcessOutgoingIPv4Packet, RFC 2131 4.1',
	'nat-service-entry': NAT,
	'nat-service-out': NAT,
	'nat-service-in': NAT,
	'nat-service-forward': 'VMware Server Virtual Machine Guide, nat.conf: incomingtcp, incomingudp',
};

export const HOSTED_DROP_SOURCES: Readonly<Record<HostedDropReason, string>> = {
	'vmnet-no-taker': HUB,
	'wireless-foreign-source': 'IEEE 802.11 9.3.2.1 (address 2 is transmitter and source)',
	'nat-service-host-adapter': 'VMware Server Virtual Machine Guide, The Host Computer and the NAT Network',
	'nat-service-not-outside': 'VMware Server Virtual Machine Guide, Using NAT',
	'nat-service-protocol': 'VMware Server Virtual Machine Guide, External Access from the NAT Network',
	'nat-service-unreachable': 'VMware Server Virtual Machine Guide, Using NAT',
};
