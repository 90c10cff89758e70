/** Causes and drops of bonds in Italian. */
import type {BondCauseWords, BondDropWords} from '../names.js';

const links = {
	up: 'è attivo',
	fail: 'sta cadendo, aspetta downdelay',
	down: 'è giù',
	back: 'sta tornando, aspetta updelay',
} as const;
const muxes = {
	start: 'non ancora partito',
	detached: 'staccato: non fa parte di nessun gruppo',
	waiting: 'in attesa che altri entrino nel gruppo',
	attached: 'attaccato: aspetta che il partner sia al passo',
	'collecting-distributing': 'in ricezione e trasmissione: i frame passano',
} as const;
const partners = {
	start: 'non ancora noto',
	initialize: 'in avvio',
	'port-disabled': 'disabilitato',
	'lacp-disabled': 'senza LACP',
	expired: 'scaduto',
	defaulted: 'assente',
	current: 'attuale',
} as const;

export const bondCauses: BondCauseWords = {
	'bond-slave': (cause, name) =>
		({
			active: `da ${name.device(cause.slave)}, lo slave attivo`,
			turn: `da ${name.device(cause.slave)}: è il suo turno`,
			hash: `hash ${cause.hash}: da ${name.device(cause.slave)}`,
			all: `una copia da ${name.device(cause.slave)}`,
		})[cause.by],
	'bond-active': (cause, name) =>
		cause.slave === -1
			? `${name.device(cause.bond)} non ha più uno slave attivo`
			: `${name.device(cause.slave)} è ora lo slave attivo di ${name.device(cause.bond)}`,
	'bond-link': (cause, name) => `il collegamento di ${name.device(cause.slave)} ${links[cause.link]}`,
	'lacp-received': (cause, name) => `LACPDU di ${name.mac(cause.partner)} su ${name.device(cause.slave)}: partner ${partners[cause.state]}`,
	'lacp-mux': (cause, name) => `${name.device(cause.slave)} è ${muxes[cause.state]}`,
};

export const bondDrops: BondDropWords = {
	'bond-no-slave': {why: 'nessuno slave del bond può trasmettere', mark: 'nessuno slave'},
	'bond-inactive-slave': {why: 'uno slave inattivo di un bond non viene ascoltato', mark: 'slave inattivo'},
	'bond-lacp-consumed': {why: 'LACP è per il bond stesso', mark: 'LACP letto'},
};
