/** Causes and drops of cards with virtual functions, failover pairs and migrations in Italian. */
import type {Names, SriovCauseWords, SriovDropWords} from '../names.js';

function list(ids: readonly number[], name: Names): string {
	return ids.length === 0 ? 'nessuno' : ids.map((id) => name.device(id)).join(', ');
}

const phases = {
	moved: 'la macchina è sul nuovo host: lì è collegata la sua scheda virtio',
	announced: 'il nuovo host dice agli switch dove si trova ora il MAC',
	plugged: 'la funzione virtuale del nuovo host è inserita',
} as const;

export const sriovCauses: SriovCauseWords = {
	'vf-port-vlan': (cause, name) =>
		cause.way === 'out'
			? `la scheda mette il tag ${cause.vid}: VLAN di porta di ${name.device(cause.vf)}`
			: `la scheda toglie il tag ${cause.vid}: VLAN di porta di ${name.device(cause.vf)}`,
	'vf-paced': (cause, name) =>
		`${name.device(cause.vf)} non può trasmettere più in fretta: attende ${name.duration(cause.delay)} nel suo anello`,
	'adapter-inside': (cause, name) =>
		`${name.mac(cause.mac)} è una funzione di questa scheda: all’interno verso ${list(cause.functions, name)}`,
	'adapter-to-wire': (cause, name) =>
		cause.mode === 'vepa' ? 'VEPA: tutto va sul cavo' : `nessun filtro della scheda ha ${name.mac(cause.mac)}: sul cavo`,
	'adapter-group-out': (cause, name) => `indirizzo di gruppo: sul cavo e, all’interno, verso ${list(cause.functions, name)}`,
	'adapter-filter-hit': (cause, name) => `i filtri della scheda conoscono ${name.mac(cause.mac)}: ${list(cause.functions, name)}`,
	'adapter-unknown': (cause, name) =>
		cause.functions.length === 0
			? `nessun filtro della scheda ha ${name.mac(cause.mac)} e nessuno qui è in modalità promiscua`
			: `nessun filtro della scheda ha ${name.mac(cause.mac)}: a ${list(cause.functions, name)}, in modalità promiscua`,
	'adapter-default-pool': (cause, name) =>
		`${name.mac(cause.mac)} non è ${cause.vid === 0 ? 'tra chi riceve senza tag' : `nella VLAN ${cause.vid}`}: la scheda dà il frame a ${name.device(cause.function)}`,
	'adapter-vlan-refused': (cause, name) =>
		cause.vid === 0
			? `non a ${name.device(cause.function)}: non riceve frame senza tag`
			: `non a ${name.device(cause.function)}: non è nella VLAN ${cause.vid}`,
	'adapter-pruned': (cause, name) => `non a ${name.device(cause.function)}: ha trasmesso lei stessa il frame`,
	'adapter-true-promisc': (cause, name) => `una copia per ${list(cause.functions, name)}: è fidata e vede tutto`,
	'failover-path': (cause, name) =>
		cause.half === 'primary'
			? `da ${name.device(cause.device)}, la metà primaria`
			: `da ${name.device(cause.device)}, la riserva: nessuna metà primaria può trasmettere`,
	migration: (cause) => phases[cause.phase],
};

export const sriovDrops: SriovDropWords = {
	'vf-spoofed-mac': {why: 'controllo anti-contraffazione: il MAC sorgente non è di questa funzione virtuale', mark: 'MAC contraffatto'},
	'vf-spoofed-vlan': {why: 'controllo anti-contraffazione: la funzione virtuale non può usare questo tag', mark: 'VLAN contraffatta'},
	'vf-ring-full': {why: 'la velocità è limitata e l’anello è pieno', mark: 'anello pieno'},
	'adapter-no-filter': {why: 'nessuna funzione della scheda lo riceve', mark: 'nessun filtro lo ha'},
	'adapter-no-receiver': {why: 'l’indirizzo è di una funzione di questa scheda che non può avere il frame', mark: 'vietato a chi spetta'},
	'failover-standby': {why: 'la coppia ascolta solo la sua metà primaria', mark: 'riserva non ascoltata'},
	'failover-no-path': {why: 'nessuna metà della coppia può trasmettere', mark: 'nessuna metà pronta'},
	'machine-paused': {why: 'la macchina è ferma tra due host', mark: 'macchina ferma'},
};
