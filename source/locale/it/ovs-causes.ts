/** Cause e scarti di Open vSwitch, a parole. */
import type {OvsRefusal} from '../../engine/ovs/cause.js';
import type {OvsCauseWords, OvsDropWords} from '../names.js';

const refusals: Readonly<Record<OvsRefusal, string>> = {
	'ingress-port': 'è la porta di ingresso',
	vlan: 'non trasporta la VLAN',
	'no-flood': 'no-flood è attivo',
	'no-forward': 'no-forward è attivo',
	'mirror-output': 'è riservata a un mirror',
	protected: 'ingresso e uscita sono entrambe protette',
	'not-forwarding': 'lo spanning tree non la lascia inoltrare',
	'no-bond-member': 'nessun membro del bond può trasmettere',
	'no-such-port': 'la porta non esiste',
	'own-tunnel': 'il tunnel tornerebbe al proprio indirizzo',
};

const levels = {
	simple: 'tabella semplice',
	emc: 'cache esatta (EMC)',
	smc: 'cache delle firme (SMC)',
	'mask-cache': 'cache delle maschere',
	megaflow: 'cache dei megaflow',
} as const;

const notLearned = {
	group: 'un indirizzo di gruppo non trasmette',
	'flood-vlan': 'in una flood VLAN non si apprende',
	static: 'la voce è statica: resta dov’è',
	'table-full': 'la tabella è piena',
	'grat-arp-lock': 'un ARP gratuito ha appena bloccato la voce',
} as const;

const notInstalled = {
	'flow-limit': 'la cache ne contiene già quanti può',
	exists: 'un altro frame è arrivato prima',
	uncacheable: 'la risposta vale solo per questo frame',
} as const;

const vlanRefused = {
	'tagged-on-access': 'una porta di accesso non accetta frame con tag',
	'not-in-trunks': 'non è tra i suoi trunk',
	'not-in-cvlans': 'non è tra le VLAN cliente',
} as const;

const lookedBy = {
	lookup: 'la ricerca in tabella',
	normal: 'NORMAL',
	action: 'un’azione',
	mirror: 'un mirror',
	export: 'l’esportazione dei flussi',
	bond: 'il bond',
	tunnel: 'il tunnel',
} as const;

const mcastFlooded = {
	igmp: 'una query IGMP',
	'mld-query': 'una query MLD',
	'local-group': 'ogni host è membro di questo gruppo',
	unregistered: 'nessuno si è iscritto a questo gruppo',
} as const;

const mcastRoles = {
	member: 'ha membri del gruppo',
	router: 'ha un router multicast',
	'flood-port': 'riceve ogni gruppo (mcast-snooping-flood)',
	'report-port': 'riceve ogni report (mcast-snooping-flood-reports)',
} as const;

const mcastOutcomes = {sent: '', ingress: ', ma è l’ingresso', 'other-vlan': ', ma in un’altra VLAN'} as const;

function inVlan(vlan: number): string {
	return vlan === 0 ? 'senza VLAN' : `nella VLAN ${vlan}`;
}

function masksTried(masks: number): string {
	return masks === 1 ? '1 maschera provata' : `${masks} maschere provate`;
}

const exportNames = {netflow: 'NetFlow', sflow: 'sFlow', ipfix: 'IPFIX', unknown: 'qualcosa di sconosciuto'} as const;
const countedTo = {port: 'verso ', flood: 'in flooding', several: 'verso più porte', none: 'che non va da nessuna parte'} as const;

export const ovsCauses: OvsCauseWords = {
	'ovs-cache-hit': (cause) =>
		cause.level === 'emc' || cause.level === 'smc'
			? `trovato nella ${levels[cause.level]}: ${cause.actions}`
			: `trovato nella ${levels[cause.level]}, ${masksTried(cause.masks)}: ${cause.match} → ${cause.actions}`,
	'ovs-cache-miss': (cause) => `nessun flusso in cache corrisponde, ${masksTried(cause.masks)}`,
	'ovs-upcall': (cause) =>
		cause.why === 'miss' ? 'upcall: deve decidere ovs-vswitchd' : 'upcall: frame così vanno sempre a ovs-vswitchd (slow path)',
	'ovs-installed': (cause) => `in cache come megaflow: ${cause.match} → ${cause.actions}`,
	'ovs-not-installed': (cause) => `non in cache: ${notInstalled[cause.why]}`,
	'ovs-revalidated': (cause) => `flussi in cache riesaminati: ${cause.kept} tenuti, ${cause.changed} cambiati, ${cause.deleted} cancellati`,
	'ovs-bridge': (cause) => `attraverso le tabelle di ${cause.bridge}`,
	'ovs-rule': (cause) =>
		`tabella ${cause.table}: corrisponde il flusso di priorità ${cause.priority}${cause.rule === '' ? ' (ogni frame)' : `: ${cause.rule}`}`,
	'ovs-no-rule': (cause) =>
		cause.controller
			? `tabella ${cause.table}: nessun flusso corrisponde, si chiede al controllore`
			: `tabella ${cause.table}: nessun flusso corrisponde (table miss)`,
	'ovs-action': (cause) => `azione ${cause.action}`,
	'ovs-unwildcarded': (cause) => `${lookedBy[cause.by]} ha dovuto guardare ${cause.bits}: il megaflow lo fissa`,
	'ovs-remark': (cause) => cause.text,
	'ovs-translation-error': (cause) => `traduzione abbandonata: ${cause.error}`,
	'ovs-vlan-refused': (cause) => `${cause.port} (${cause.mode}) non accetta un frame ${inVlan(cause.vlan)}: ${vlanRefused[cause.why]}`,
	'ovs-learned': (cause, name) => `${name.mac(cause.mac)} è nuovo ${inVlan(cause.vlan)}: appreso su ${cause.port}`,
	'ovs-moved': (cause, name) => `${name.mac(cause.mac)} si è spostato ${inVlan(cause.vlan)}: da ${cause.from} a ${cause.port}`,
	'ovs-refreshed': (cause, name) => `${name.mac(cause.mac)} è noto su ${cause.port} ${inVlan(cause.vlan)}: la sua età riparte`,
	'ovs-not-learned': (cause, name) => `${name.mac(cause.mac)} non viene appreso: ${notLearned[cause.why]}`,
	'ovs-hit': (cause, name) => `${name.mac(cause.mac)} è noto su ${cause.port} ${inVlan(cause.vlan)}: là e in nessun altro posto`,
	'ovs-miss': (cause, name) => `${name.mac(cause.mac)} è ignoto ${inVlan(cause.vlan)}: flooding, anche verso l’host`,
	'ovs-flood-group': (cause, name) => `${name.mac(cause.mac)} è un gruppo: flooding ${inVlan(cause.vlan)}`,
	'ovs-evicted': (cause, name) =>
		`la tabella è piena: esce ${name.mac(cause.mac)}, la voce meno recente di ${cause.port}, che ne ha di più`,
	'ovs-reserved': (cause, name) => `${name.mac(cause.mac)} è riservato: né inoltrato né appreso`,
	'ovs-unknown-ingress': (cause) => `${cause.bridge} non ha una porta ${cause.port}`,
	'ovs-partial-tag': (cause) => `il frame su ${cause.port} finisce a metà del suo tag VLAN`,
	'ovs-mirror-ingress': (cause) => `${cause.port} è la porta di uscita di un mirror e non riceve nulla`,
	'ovs-bond-refused': (cause) => `il bond ${cause.port} non accetta questo frame su ${cause.member}`,
	'ovs-bond-looped-back': (cause, name) =>
		`${name.mac(cause.mac)} è noto su ${cause.known} ${inVlan(cause.vlan)}: l’altro switch ha rimandato il nostro frame da ${cause.port}`,
	'ovs-hit-refused': (cause, name) => `${name.mac(cause.mac)} è noto su ${cause.port} ${inVlan(cause.vlan)}: ${refusals[cause.why]}`,
	'ovs-mcast-flood': (cause) => `lo snooping fa flooding: ${mcastFlooded[cause.why]}`,
	'ovs-mcast-port': (cause) => `snooping: ${cause.port} ${mcastRoles[cause.as]}${mcastOutcomes[cause.outcome]}`,
	'ovs-snooped': (cause) =>
		cause.change === 'join'
			? `snooping: ${cause.group} ha un membro su ${cause.port} ${inVlan(cause.vlan)}`
			: `snooping: i membri di ${cause.group} su ${cause.port} sono usciti ${inVlan(cause.vlan)}`,
	'ovs-snooped-records': (cause) => `snooping: gruppi cambiati su ${cause.port} ${inVlan(cause.vlan)}: ${cause.count}`,
	'ovs-snooped-query': (cause) => `snooping: un router, ${cause.from}, chiede su ${cause.port} ${inVlan(cause.vlan)}`,
	'ovs-snooped-badly': (cause) => `${cause.protocol} su ${cause.port} con checksum errato: non se ne apprende nulla`,
	'ovs-bpdu': (cause) =>
		`BPDU su ${cause.port}: ${cause.superior ? 'buona quanto ciò che la porta sapeva, o migliore' : 'peggiore di ciò che la porta sapeva'}`,
	'ovs-stp-state': (cause) => `spanning tree: ${cause.port} passa da ${cause.from} a ${cause.to}`,
	'ovs-topology-change': (cause) => `lo spanning tree è cambiato: ${cause.bridge} dimentica ciò che ha appreso`,
	'ovs-output': (cause) => `esce da ${cause.port} ${inVlan(cause.vlan)}`,
	'ovs-not-flooded': (cause) => `niente flooding da ${cause.port}: ${refusals[cause.why]}`,
	'ovs-output-refused': (cause) => `non da ${cause.port}: ${refusals[cause.why]}`,
	'ovs-mirrored': (cause) => `mirror ${cause.mirror}: una copia a ${cause.to}`,
	'ovs-patch': (cause) => `porta patch: esce da ${cause.from}, entra da ${cause.to}, nello stesso passo`,
	'ovs-bond-member': (cause) => `bond ${cause.port}: ${cause.hash === -1 ? '' : `l’hash ${cause.hash} `}esce da ${cause.member}`,
	'ovs-tunnel': (cause, name) =>
		`tunnel ${cause.port} (${cause.type}, chiave ${cause.id}): da ${name.address(cause.src)} a ${name.address(cause.dst)}`,
	'ovs-counted': (cause) => `NetFlow: contato come connessione ${countedTo[cause.to]}${cause.port}`,
	'ovs-sampled': (cause) =>
		`${exportNames[cause.protocol]}: scelto ${cause.way === 'ingress' ? 'dove entra' : 'dove esce'}, ${cause.every === 1 ? 'come ogni frame' : `uno su ${cause.every}`}`,
	'ovs-exported': (cause, name) =>
		`${exportNames[cause.protocol]} di ${cause.bridge}: ${cause.octets} ottetti al collettore ${name.address(cause.address)}:${cause.port}`,
	'ovs-export-lost': (cause, name) =>
		`${exportNames[cause.protocol]} di ${cause.bridge}: perso, ${cause.why === 'no-route' ? `nessuna strada verso ${name.address(cause.address)}` : 'più di mille datagrammi in un secondo'}`,
	'export-collected': (cause, name) =>
		`il collettore ha ricevuto ${exportNames[cause.protocol]} da ${name.address(cause.exporter)}: record: ${cause.records}`,
};

export const ovsDrops: OvsDropWords = {
	'ovs-table-miss': {why: 'nessun flusso della tabella corrisponde', mark: 'table miss'},
	'ovs-flow-drop': {why: 'il flusso che corrisponde dice drop', mark: 'scartato dal flusso'},
	'ovs-ttl-expired': {why: 'il suo TTL è esaurito', mark: 'TTL esaurito'},
	'ovs-no-controller': {why: 'era per un controllore, e nessuno è connesso', mark: 'nessun controllore'},
	'ovs-upcall-lost': {why: 'nessun flusso in cache, e nessun demone a cui chiedere', mark: 'upcall persa'},
	'ovs-vlan-not-allowed': {why: 'la porta di ingresso non trasporta la VLAN', mark: 'VLAN non ammessa'},
	'ovs-tagged-on-access': {why: 'una porta di accesso non accetta frame con tag, nemmeno della propria VLAN', mark: 'tag non ammesso'},
	'ovs-malformed-vlan': {why: 'un’intestazione VLAN che si contraddice', mark: 'VLAN malformata'},
	'ovs-mirror-ingress': {why: 'dalla porta di uscita di un mirror non entra nulla', mark: 'porta di un mirror'},
	'ovs-reserved': {why: 'un gruppo riservato non si inoltra mai', mark: 'gruppo riservato'},
	'ovs-same-port': {why: 'la destinazione è da dove è venuto', mark: 'non torna indietro'},
	'ovs-mirror-destination': {why: 'la destinazione è sulla porta di uscita di un mirror', mark: 'porta di un mirror'},
	'ovs-bond-refused': {why: 'il bond non accetta nulla da questo membro', mark: 'rifiutato dal bond'},
	'ovs-bond-looped-back': {why: 'la sorgente è una nostra stazione: riflesso', mark: 'tornato indietro'},
	'ovs-port-not-receiving': {why: 'la porta non accetta frame', mark: 'porta non riceve'},
	'ovs-lacp-consumed': {why: 'l’ha preso LACP: era per lo switch stesso', mark: 'LACP'},
	'ovs-no-output': {why: 'non resta nessuno a cui mandarlo', mark: 'nessuna uscita'},
	'ovs-translation-error': {why: 'le tabelle girano in tondo: tutte le uscite sono perse', mark: 'tabelle in ciclo'},
	'ovs-no-tunnel-port': {why: 'nessuna porta tunnel per questa intestazione esterna', mark: 'nessun tunnel'},
	'ovs-tunnel-ecn': {why: 'congestione segnata fuori, e dentro non si può', mark: 'congestione persa'},
};
