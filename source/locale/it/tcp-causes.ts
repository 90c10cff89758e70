/** Causes and drops of TCP, web programs, connection tracking and NAT in words. */
import type {NatCauseWords, NatDropWords, TcpCauseWords, WebCauseWords} from '../names.js';

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const;
const ENDS: Readonly<Record<string, string>> = {
	answered: 'è arrivata una risposta',
	refused: 'rifiutata: lì nessuno è in ascolto',
	reset: 'interrotta dall’altra parte',
	empty: 'chiusa senza una risposta intera',
	timeout: 'nessuno ha risposto in tempo',
	unreachable: 'irraggiungibile, dice qualcuno lungo la strada',
	'no-route': 'la rete è irraggiungibile: non parte alcun frame',
	'no-port': 'nessuna porta sorgente è libera',
	'name-unknown': 'il nome non ha un indirizzo',
	stopped: 'fermata a mano',
};
const PROTOCOLS: Readonly<Record<number, string>> = {1: 'ICMP', 6: 'TCP', 17: 'UDP'};

export const tcpCauses: TcpCauseWords = {
	'tcp-connecting': (cause, name) => `un programma chiede una connessione alla porta ${cause.port} di ${name.address(cause.server)}`,
	'tcp-asked': (cause, name) =>
		`${name.address(cause.client)} chiede una connessione, e un programma è in ascolto sulla porta ${cause.port}`,
	'tcp-established': (cause, name) => `connessi: qui la porta ${cause.port}, là la porta ${cause.peerPort} di ${name.address(cause.peer)}`,
	'tcp-sent': (cause) => `un segmento con ${flagsOf(cause.flags)}${cause.octets > 0 ? ` e ${cause.octets} ottetti di dati` : ''}`,
	'tcp-resent': (cause) => `a quanto pare si è perso: ${cause.octets} ottetti a partire da ${cause.sequence} vengono rispediti`,
	'tcp-nobody': (cause) => `nessuno è in ascolto sulla porta ${cause.port}, e nessuna connessione la usa`,
	'tcp-reset-sent': (cause) => `si risponde con un reset: a questo segmento la porta ${cause.port} è chiusa`,
	'tcp-closed': (cause) =>
		cause.timeWait
			? `le due parti hanno finito; la porta ${cause.port} se ne ricorda per un minuto, nel caso che un ultimo segmento sia andato perso`
			: `le due parti hanno finito, e la porta ${cause.port} se ne dimentica`,
	'tcp-lost': (cause) => `la connessione della porta ${cause.port} è finita: ${ENDS[cause.fault] ?? cause.fault}`,
	'tcp-gave-up': (cause) => `inviato ${cause.retries + 1} volte e mai confermato: si rinuncia`,
};

export const webCauses: WebCauseWords = {
	'web-served': (cause, name) => `il server risponde a ${name.address(cause.client)} con ${cause.status} per ${cause.path}`,
	'web-ended': (cause) => `la richiesta a ${cause.host} è finita: ${ENDS[cause.end] ?? cause.end}`,
};

export const natCauses: NatCauseWords = {
	'connection-new': (cause, name) =>
		`una nuova conversazione (${protocol(cause.protocol)}): ${ends(name.address(cause.source), cause.sourcePort, name.address(cause.destination), cause.protocol === 1 ? 0 : cause.destinationPort)}`,
	'connection-known': (cause) =>
		cause.related
			? 'notizie di una conversazione nota'
			: `di una conversazione nota, ${cause.direction === 'original' ? 'da chi l’ha iniziata' : 'da chi risponde'}`,
	'connection-state': (cause) => `vista da qui, la connessione TCP ora è ${state(cause.to)}, non più ${state(cause.from)}`,
	'connection-invalid': (cause) =>
		`${protocol(cause.protocol)} che non appartiene ad alcuna conversazione e non può iniziarne: passa così com’è`,
	'nat-rule': (cause) => `vale la regola ${cause.number} di ${cause.chain}: ${cause.target.toUpperCase()}`,
	'nat-rewritten': (cause, name) =>
		`${cause.side === 'source' ? 'la sorgente' : 'la destinazione'} ${end(name.address(cause.address), cause.port)} diventa ${end(name.address(cause.newAddress), cause.newPort)}`,
	'nat-port-taken': (cause) => `fuori, la porta ${cause.port} è già di un’altra conversazione: questa riceve la ${cause.newPort}`,
};

export const natDrops: NatDropWords = {
	'nat-no-port': {why: 'fuori, due conversazioni sarebbero indistinguibili, e non ci sono più porte', mark: 'porte esaurite'},
	'nat-rule-drop': {why: 'una regola di NAT, o la politica della sua catena, lo scarta', mark: 'scartato da regola'},
	'nat-table-full': {why: 'la tabella delle connessioni è piena', mark: 'tabella piena'},
};

function flagsOf(flags: number): string {
	const names = FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0);
	return names.length === 0 ? 'nessun flag' : names.join(', ');
}

function protocol(number: number): string {
	return PROTOCOLS[number] ?? `il protocollo ${number}`;
}

function state(name: string): string {
	return name.toUpperCase().replace('-', '_');
}

function end(address: string, port: number): string {
	return port === 0 ? address : `${address}:${port}`;
}

function ends(source: string, sourcePort: number, destination: string, destinationPort: number): string {
	return `${end(source, sourcePort)} verso ${end(destination, destinationPort)}`;
}
