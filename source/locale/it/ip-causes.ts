/** Causes and drops of hosts and routers, and of their programs, in words. */
import type {IpCauseWords, IpDropWords, ProgramCauseWords} from '../names.js';

/** ICMP errors by type and code. */
const ERRORS: Readonly<Record<string, string>> = {
	'3/0': 'rete irraggiungibile',
	'3/1': 'host irraggiungibile',
	'3/2': 'protocollo irraggiungibile',
	'3/3': 'porta irraggiungibile',
	'3/4': 'serve frammentare',
	'11/0': 'tempo scaduto',
	'11/1': 'tempo di riassemblaggio scaduto',
};

export const ipCauses: IpCauseWords = {
	forwarded: (cause, name) =>
		`non è per questa macchina, che è un router: prosegue da ${name.device(cause.device)} verso ${name.address(cause.nextHop)}, con TTL ${cause.ttl}`,
	'via-gateway': (cause, name) =>
		`${name.address(cause.address)} non è su nessun collegamento di questa macchina: passa dal gateway ${name.address(cause.gateway)}`,
	'packet-cut': (cause) => `più lungo dei ${cause.mtu} ottetti che passano di qui: tagliato in ${cause.pieces} pezzi`,
	'icmp-error-sent': (cause, name) => `si avvisa il mittente, ${name.address(cause.address)}: ${error(cause)}`,
	'icmp-error-withheld': (cause, name) => `il mittente, ${name.address(cause.address)}, non viene avvisato: lo è già stato troppo spesso`,
	'icmp-error-received': (cause, name) =>
		`${name.address(cause.address)} non ha potuto consegnare ciò che questa macchina ha inviato: ${error(cause)}`,
	'path-mtu-learned': (cause, name) => `d’ora in poi i pacchetti per ${name.address(cause.address)} hanno al più ${cause.mtu} ottetti`,
};

export const ipDrops: IpDropWords = {
	'ttl-exceeded': {why: 'il TTL è esaurito: troppi router, o un anello di rotte', mark: 'TTL esaurito'},
	'no-route': {why: 'questo router non ha una rotta per la destinazione', mark: 'nessuna rotta'},
	'port-unreachable': {why: 'nessun programma è in ascolto su questa porta', mark: 'porta chiusa'},
	'protocol-unreachable': {why: 'qui nessuno parla questo protocollo', mark: 'protocollo ignoto'},
};

export const programCauses: ProgramCauseWords = {
	'dhcp-discovered': () => 'ancora nessun indirizzo: il client DHCP ne chiede uno a tutti sul collegamento',
	'dhcp-selected': (cause, name) => `il client DHCP accetta l’offerta di ${name.address(cause.server)}: ${name.address(cause.address)}`,
	'dhcp-renewing': (cause, name) =>
		`metà della concessione è passata: il client chiede al solo ${name.address(cause.server)} altro tempo per ${name.address(cause.address)}`,
	'dhcp-rebinding': (cause, name) => `il suo server tace: il client chiede a tutti i server altro tempo per ${name.address(cause.address)}`,
	'dhcp-bound': (cause, name) =>
		`${name.address(cause.address)} è concesso da ${name.address(cause.server)} per ${name.duration(cause.duration)}: indirizzo, rotte e server dei nomi sono impostati`,
	'dhcp-refused': (cause, name) => `${name.address(cause.server)} rifiuta: il client lascia l’indirizzo e ricomincia`,
	'dhcp-expired': (cause, name) => `la concessione di ${name.address(cause.address)} è scaduta: il client lascia l’indirizzo`,
	'dhcp-released': (cause, name) => `il client restituisce ${name.address(cause.address)}`,
	'dhcp-probing': (cause, name) => `prima di offrire ${name.address(cause.address)} il server chiede se qualcuno lo usa già`,
	'dhcp-conflict': (cause, name) =>
		`${name.mac(cause.mac)} usa ${name.address(cause.address)} senza concessione: il server non lo darà a nessuno`,
	'dhcp-offered': (cause, name) => `il server offre ${name.address(cause.address)} a ${name.mac(cause.mac)}`,
	'dhcp-granted': (cause, name) => `il server concede ${name.address(cause.address)} a ${name.mac(cause.mac)}`,
	'dhcp-denied': (cause, name) => `il server nega ${name.address(cause.address)} a ${name.mac(cause.mac)}`,
	'dhcp-other-server': (cause, name) => `il client ha scelto un altro server, ${name.address(cause.server)}: l’offerta è ritirata`,
	'dhcp-pool-empty': () => 'nessun indirizzo è libero: il server tace',
	'dhcp-returned': (cause, name) => `${name.address(cause.address)} è di nuovo libero`,
	'dns-asked': (cause, name) => `l’indirizzo di ${cause.name}? Il resolver lo chiede a ${name.address(cause.server)}`,
	'dns-answered': (cause, name) => `${cause.name} è a ${name.address(cause.address)}, risponde il server`,
	'dns-unknown': (cause) => `${cause.name} non esiste, risponde il server`,
	'dns-forwarded': (cause, name) => `il server non conosce ${cause.name}: lo chiede a ${name.address(cause.server)}`,
	'dns-relayed': (cause, name) => `la risposta su ${cause.name} prosegue verso ${name.address(cause.client)}, che l’aveva chiesta`,
	'dns-resolved': (cause, name) => `il resolver ora lo sa: ${cause.name} è a ${name.address(cause.address)}`,
};

function error({type, code}: {type: number; code: number}): string {
	return ERRORS[`${type}/${code}`] ?? `ICMP tipo ${type}, codice ${code}`;
}
