/** Causes and drops of the networks of hosted hypervisors in words. */
import type {HostedCauseWords, HostedDropWords, Names} from '../names.js';

const PROTOCOLS: Readonly<Record<number, string>> = {1: 'ICMP', 6: 'TCP', 17: 'UDP'};

function list(devices: readonly number[], name: Names): string {
	return devices.map((id) => name.device(id)).join(', ');
}

function end(address: number, port: number, name: Names): string {
	return `${name.address(address)}:${port}`;
}

export const hostedCauses: HostedCauseWords = {
	'vmnet-hub': (cause, name) => `a hub: offered to every port, taken by ${list(cause.takers, name)}`,
	'vmnet-host-adapter': (cause, name) => `the host’s adapter ${name.device(cause.hub)} takes it, too`,
	'vmnet-promiscuous-denied': (cause, name) => `not for ${name.device(cause.guest)}: promiscuous, but the host does not allow it`,
	'vmnet-to-wire': (cause, name) => `bridged: out by ${name.device(cause.uplink)} with the guest’s own MAC`,
	'vmnet-to-host': (cause, name) =>
		`bridged: to the host’s own stack by ${name.device(cause.uplink)}${cause.wire ? ', and to the wire' : ', and not to the wire'}`,
	'vmnet-from-uplink': (cause, name) =>
		`${name.device(cause.hub)} is bridged to ${name.device(cause.uplink)}: its guests are shown the frame`,
	'wireless-rewritten-out': (cause, name) =>
		cause.address === 0
			? `Wi-Fi: the host’s MAC in place of ${name.mac(cause.mac)}`
			: `Wi-Fi: the host’s MAC in place of ${name.mac(cause.mac)}, which ${name.address(cause.address)} stands for from now on`,
	'wireless-rewritten-in': (cause, name) => `Wi-Fi: ${name.address(cause.address)} is ${name.mac(cause.mac)}`,
	'wireless-dhcp-broadcast': () => 'Wi-Fi: this DHCP request asks for its answer by broadcast',
	'nat-service-entry': (cause, name) =>
		`new in the NAT table: ${PROTOCOLS[cause.protocol] ?? cause.protocol} ${end(cause.inside, cause.insidePort, name)} is ${end(cause.outside, cause.outsidePort, name)} outside`,
	'nat-service-out': (cause, name) =>
		`NAT: sent by the host, from ${end(cause.outside, cause.outsidePort, name)} instead of ${end(cause.inside, cause.insidePort, name)}`,
	'nat-service-in': (cause, name) =>
		`NAT: the table says that ${end(cause.outside, cause.outsidePort, name)} is ${end(cause.inside, cause.insidePort, name)}`,
	'nat-service-forward': (cause, name) => `port ${cause.port} is forwarded to ${end(cause.inside, cause.insidePort, name)}`,
};

export const hostedDrops: HostedDropWords = {
	'vmnet-no-taker': {why: 'the hub offered it to every port, and none has this address', mark: 'nobody’s address'},
	'wireless-foreign-source': {why: 'an access point takes no frame with a MAC that is not associated', mark: 'MAC not associated'},
	'nat-service-host-adapter': {why: 'NAT forwards nothing for the host’s own adapter', mark: 'not for the host'},
	'nat-service-not-outside': {why: 'another virtual network of this host is not outside: NAT does not go there', mark: 'not outside'},
	'nat-service-protocol': {why: 'NAT passes only TCP, UDP and pings on', mark: 'not TCP, UDP or ping'},
	'nat-service-unreachable': {why: 'the host cannot pass it on: no route, or no room in its table', mark: 'host has no way'},
};
