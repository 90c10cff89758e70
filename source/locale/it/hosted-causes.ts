/** Cause e scarti delle reti degli ipervisori ospitati, in parole. */
import type {HostedCauseWords, HostedDropWords, Names} from '../names.js';

const PROTOCOLS: Readonly<Record<number, string>> = {1: 'ICMP', 6: 'TCP', 17: 'UDP'};

function list(devices: readonly number[], name: Names): string {
	return devices.map((id) => name.device(id)).join(', ');
}

function end(address: number, port: number, name: Names): string {
	return `${name.address(address)}:${port}`;
}

export const hostedCauses: HostedCauseWords = {
	'vmnet-hub': (cause, name) => `un hub: offerto a ogni porta, preso da ${list(cause.takers, name)}`,
	'vmnet-host-adapter': (cause, name) => `lo prende anche la scheda dell’host, ${name.device(cause.hub)}`,
	'vmnet-promiscuous-denied': (cause, name) => `non per ${name.device(cause.guest)}: è promiscua, ma l’host non lo permette`,
	'vmnet-to-wire': (cause, name) => `a ponte: esce da ${name.device(cause.uplink)} con il MAC dell’ospite`,
	'vmnet-to-host': (cause, name) =>
		`a ponte: allo stack dell’host attraverso ${name.device(cause.uplink)}${cause.wire ? ', e anche sul cavo' : ', e non sul cavo'}`,
	'vmnet-from-uplink': (cause, name) => `${name.device(cause.hub)} è a ponte su ${name.device(cause.uplink)}: gli ospiti vedono il frame`,
	'wireless-rewritten-out': (cause, name) =>
		cause.address === 0
			? `Wi-Fi: il MAC dell’host al posto di ${name.mac(cause.mac)}`
			: `Wi-Fi: il MAC dell’host al posto di ${name.mac(cause.mac)}, che d’ora in poi è ${name.address(cause.address)}`,
	'wireless-rewritten-in': (cause, name) => `Wi-Fi: ${name.address(cause.address)} è ${name.mac(cause.mac)}`,
	'wireless-dhcp-broadcast': () => 'Wi-Fi: questa richiesta DHCP vuole la risposta in broadcast',
	'nat-service-entry': (cause, name) =>
		`nuova voce nella tabella NAT: ${PROTOCOLS[cause.protocol] ?? cause.protocol} ${end(cause.inside, cause.insidePort, name)} fuori è ${end(cause.outside, cause.outsidePort, name)}`,
	'nat-service-out': (cause, name) =>
		`NAT: lo spedisce l’host, da ${end(cause.outside, cause.outsidePort, name)} invece che da ${end(cause.inside, cause.insidePort, name)}`,
	'nat-service-in': (cause, name) =>
		`NAT: secondo la tabella ${end(cause.outside, cause.outsidePort, name)} è ${end(cause.inside, cause.insidePort, name)}`,
	'nat-service-forward': (cause, name) => `la porta ${cause.port} è inoltrata a ${end(cause.inside, cause.insidePort, name)}`,
};

export const hostedDrops: HostedDropWords = {
	'vmnet-no-taker': {why: 'l’hub l’ha offerto a ogni porta, e nessuna ha questo indirizzo', mark: 'indirizzo di nessuno'},
	'wireless-foreign-source': {why: 'un access point non accetta frame con un MAC che non è associato', mark: 'MAC non associato'},
	'nat-service-host-adapter': {why: 'il NAT non inoltra nulla per la scheda dell’host', mark: 'non per l’host'},
	'nat-service-not-outside': {why: 'un’altra rete virtuale di questo host non è l’esterno: il NAT non ci va', mark: 'non è l’esterno'},
	'nat-service-protocol': {why: 'il NAT fa passare solo TCP, UDP e ping', mark: 'né TCP, UDP, né ping'},
	'nat-service-unreachable': {why: 'l’host non può spedirlo: non ha una rotta, o la tabella è piena', mark: 'host senza rotta'},
};
