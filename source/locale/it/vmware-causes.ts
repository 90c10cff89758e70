/** Cause e fini degli switch di VMware, a parole. */
import type {VmwareCauseWords, VmwareDropWords} from '../names.js';

const POLICIES = {
	'port-id': 'secondo il numero della porta virtuale',
	'mac-hash': 'secondo il MAC sorgente',
	'ip-hash': 'secondo i due indirizzi IP',
	explicit: 'il primo dell’ordine che funziona',
	'nic-load': 'secondo il carico delle schede fisiche',
};

const TYPES = {promiscuous: 'promiscua', community: 'di un’altra comunità', isolated: 'isolata'};

export const vmwareCauses: VmwareCauseWords = {
	'vmware-known': (cause, name) =>
		`${name.mac(cause.mac)} è della vNIC su ${name.device(cause.port)}: noto dalla configurazione, non appreso`,
	'vmware-unknown': (cause, name) =>
		`qui${cause.vid === 0 ? '' : ` nella VLAN ${cause.vid}`} nessuno ha ${name.mac(cause.mac)}: verso un uplink`,
	'vmware-outside': (cause, name) => `${name.mac(cause.mac)} è stato appreso fuori: attraverso un uplink, mai da uno all’altro`,
	'vmware-learned-outside': (cause, name) => `${name.mac(cause.mac)} è nuovo, e sta fuori`,
	'vmware-left': (cause, name) =>
		`${name.mac(cause.mac)}, appreso dietro ${name.device(cause.port)}, ora parla da fuori: la sua voce se ne va`,
	'vmware-uplink': (cause, name) => `il team sceglie ${name.device(cause.port)}: ${POLICIES[cause.policy]}`,
	'vmware-other-uplink': (cause, name) =>
		cause.bound === ''
			? `${name.device(cause.port)} non ha uplink, quindi per lei non entra nulla`
			: `${name.device(cause.port)} invia per ${cause.bound} e riceve frame solo da lì`,
	'vmware-promiscuous': (cause, name) => `${name.device(cause.port)} ascolta: il suo ospite è promiscuo, e il gruppo di porte lo accetta`,
	'vmware-forged': (cause, name) => `la sorgente è ${name.mac(cause.mac)}, la vNIC è ${name.mac(cause.effective)}`,
	'vmware-blocked': (cause, name) =>
		`l’ospite su ${name.device(cause.port)} ha preso un indirizzo diverso da ${name.mac(cause.initial)}: non entra nulla`,
	'vmware-private-vlan': (cause, name) => `${name.device(cause.port)} è ${TYPES[cause.type]}: dalla VLAN ${cause.vid} non riceve nulla`,
	'vmware-mirrored': (cause, name) =>
		`sessione ${cause.session}: una copia di ciò che ${cause.way === 'ingress' ? 'viene dall’ospite' : 'va all’ospite'} esce da ${name.device(cause.port)}`,
	'vmware-notified': (cause, name) =>
		`si avvisa lo switch fisico, a nome di ${name.mac(cause.mac)}: ora si trova a ${name.device(cause.uplink)}`,
	'vmware-blind': () => 'nessun uplink sente i beacon di un altro: quale sia isolato non si sa, quindi si usano tutti',
	'vmware-moved': (cause, name) => `${cause.from} è carico: ${name.device(cause.port)} passa a ${cause.to}`,
};

export const vmwareDrops: VmwareDropWords = {
	'vmware-forged-transmit': {why: 'non è l’indirizzo della sua vNIC, e i MAC contraffatti sono rifiutati', mark: 'sorgente contraffatta'},
	'vmware-mac-changed': {why: 'l’ospite ha cambiato MAC, e ciò è rifiutato: non entra nulla', mark: 'cambio MAC rifiutato'},
	'vmware-learning-limit': {why: 'un indirizzo nuovo, e la porta ne ha già appresi quanti può', mark: 'limite raggiunto'},
	'vmware-unknown-destination': {why: 'da fuori, per un indirizzo che qui nessuno ha: niente flooding', mark: 'MAC di nessuno'},
	'vmware-no-receiver': {why: 'da fuori, per tutta la sua VLAN: qui nessuna porta può averlo', mark: 'per nessuna porta'},
	'vmware-wrong-uplink': {why: 'è arrivato da un uplink che non è quello della sua porta', mark: 'non da questo uplink'},
	'vmware-reflected': {why: 'è tornato un frame di uno dei suoi ospiti', mark: 'tornato indietro'},
	'vmware-no-uplink': {why: 'per l’esterno, e nessun uplink del team funziona', mark: 'nessun uplink'},
	'vmware-not-programmed': {why: 'l’host non ha ancora una configurazione per questa porta', mark: 'porta da configurare'},
	'vmware-listener': {why: 'la porta serve solo ad ascoltare una sessione di mirroring', mark: 'porta di mirroring'},
	'vmware-beacon-consumed': {why: 'un beacon finisce nello switch che lo aspetta', mark: 'beacon sentito'},
	'vmware-lacp-consumed': {why: 'un frame LACP finisce nello switch che lo legge', mark: 'LACP letto'},
};
