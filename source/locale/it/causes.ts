/** Cause e scarti in parole: che cosa ha trovato la regola, poi che cosa ne segue. */

import type {DeviceId} from '../../engine/netdev.js';
import type {CauseWords, DropWords, Names, RefusalWords} from '../names.js';
import {bondCauses, bondDrops} from './bond-causes.js';
import {hostedCauses, hostedDrops} from './hosted-causes.js';
import {ipCauses, ipDrops, programCauses} from './ip-causes.js';
import {openflowCauses} from './openflow-causes.js';
import {overlayCauses, overlayDrops} from './overlay-causes.js';
import {ovsCauses, ovsDrops} from './ovs-causes.js';
import {sriovCauses, sriovDrops} from './sriov-causes.js';
import {natCauses, natDrops, tcpCauses, webCauses} from './tcp-causes.js';
import {vmwareCauses, vmwareDrops} from './vmware-causes.js';

function list(ids: readonly DeviceId[], name: Names, nobody: string): string {
	const names = ids.map((id) => name.device(id));
	const last = names.pop();
	if (last === undefined) return nobody;
	return names.length === 0 ? last : `${names.join(', ')} e ${last}`;
}

export const refusals: RefusalWords = {
	'ingress-port': 'è la porta d’ingresso e la riflessione è spenta: non torna indietro',
	'not-forwarding': 'la porta non inoltra',
	isolated: 'ingresso e uscita sono entrambi isolati',
	vlan: 'la VLAN non è fra quelle della porta',
	'unicast-flood-off': 'il flooding di unicast ignoti è spento',
	'multicast-flood-off': 'il flooding di multicast è spento',
	'broadcast-flood-off': 'il flooding di broadcast è spento',
	'too-long': 'il frame è più lungo di quanto la porta permetta',
	'no-member': 'là nessuno fa parte del gruppo',
};

const notLearned = {
	'learning-off': 'l’apprendimento è spento sulla porta',
	'own-address': 'è un indirizzo del bridge stesso',
	sticky: 'la voce è fissa: resta dov’è',
	hub: 'con ageing 0 il bridge è un hub',
	limit: 'la tabella è piena',
	'link-local': 'qui non si apprende da frame link-local',
	locked: 'la porta è bloccata (locked)',
	'not-learning': 'lo stato della porta non apprende',
};

export const causes: CauseWords = {
	'macvlan-to-wire': (cause) => `modalità ${cause.mode}: tutto va sul cavo`,
	'macvlan-sibling-hit': (cause, name) => `modalità bridge: l’indirizzo è di ${name.device(cause.sibling)}, quindi resta nell’host`,
	'macvlan-sibling-miss': (cause, name) =>
		cause.held === -1
			? `modalità bridge: nessun’altra macvlan ha ${name.mac(cause.mac)}, quindi sul cavo`
			: `modalità bridge: l’indirizzo è di ${name.device(cause.held)}, che non è in modalità bridge, quindi sul cavo`,
	'macvlan-broadcast-local': (cause, name) =>
		`modalità bridge, indirizzo di gruppo: ${list(cause.siblings, name, 'nessun’altra')} nell’host, e sul cavo`,
	'macvlan-unicast-hit': (cause, name) => `l’indirizzo è di ${name.device(cause.upper)}; la sua modalità non conta`,
	'macvlan-unicast-miss': () => 'nessuna macvlan ha l’indirizzo: lo guarda lo stack della scheda',
	'macvlan-passthru': (cause, name) => `passthru: ogni unicast è di ${name.device(cause.upper)}`,
	'macvlan-flood-external': (cause, name) => `indirizzo di gruppo da fuori: a ${list(cause.uppers, name, 'nessuna macvlan')} e all’host`,
	'macvlan-flood-reflected': (cause, name) =>
		`torna un frame di gruppo di ${name.device(cause.source)} (${cause.mode}): a ${list(cause.uppers, name, 'nessuna macvlan')} e all’host`,
	'macvlan-returned-to-sender': (cause, name) =>
		`torna un frame di gruppo di ${name.device(cause.source)} (${cause.mode}): solo a lei, a nessun’altra né all’host`,
	'macvlan-source-hit': (cause, name) =>
		`${name.mac(cause.mac)} è nella lista di ${name.device(cause.upper)}: ${cause.consumed ? 'consumato' : 'copiato'}`,
	'multicast-filtered': (cause, name) => `il filtro di ${name.device(cause.upper)} esclude ${name.mac(cause.group)}`,
	'fdb-learned': (cause, name) => `${name.mac(cause.mac)} è nuovo: appreso su ${name.device(cause.port)}`,
	'fdb-refreshed': (cause, name) => `${name.mac(cause.mac)} è noto su ${name.device(cause.port)}: l’età riparte`,
	'fdb-moved': (cause, name) => `${name.mac(cause.mac)} è passato da ${name.device(cause.from)} a ${name.device(cause.port)}`,
	'fdb-not-learned': (cause, name) => `${name.mac(cause.mac)} non appreso: ${notLearned[cause.why]}`,
	'fdb-hit': (cause, name) => `${name.mac(cause.mac)} è noto su ${name.device(cause.port)}: là e in nessun altro posto`,
	'fdb-local': (cause, name) => `${name.mac(cause.mac)} è locale: lo prende il bridge`,
	'fdb-miss': (cause, name) => `${name.mac(cause.mac)} è ignoto: flooding su tutte le porte ammesse`,
	'flood-group': () => 'indirizzo di gruppo: flooding su tutte le porte ammesse',
	'mdb-hit': (cause, name) => `membri del gruppo: ${list(cause.ports, name, 'nessuno')}`,
	'mdb-miss': (cause, name) => `nessun membro noto, solo router: ${list(cause.ports, name, 'nessuno')}`,
	snooped: (cause, name) => `${cause.message} per ${name.mac(cause.group)} visto su ${name.device(cause.port)}`,
	egress: (cause, name) => `una copia esce da ${name.device(cause.port)}`,
	'egress-refused': (cause, name) => `non da ${name.device(cause.port)}: ${refusals[cause.why]}`,
	'backup-port': (cause, name) => `${name.device(cause.port)} è senza portante: la sostituisce ${name.device(cause.backup)}`,
	'link-local': () => 'gruppo link-local: mai inoltrato, lo riceve lo stack della porta',
	'link-local-forwarded': () => 'gruppo link-local che group_fwd_mask lascia passare',
	'from-host': () => 'è l’host stesso a trasmettere dal bridge',
	'host-promiscuous': () => 'il bridge è promiscuo: lo vede anche l’host',
	'vlan-ingress': (cause) =>
		cause.by === 'tag'
			? `VLAN ${cause.vid} dal suo tag`
			: cause.by === 'group'
				? portGroupVlan(cause.vid)
				: `VLAN ${cause.vid} dalla porta (PVID)${cause.by === 'pvid' ? '' : ', tag di priorità'}`,
	'vlan-egress': (cause, name) =>
		`esce da ${name.device(cause.port)} ${cause.tagged ? 'con tag' : 'senza tag'}${cause.vid === 0 ? '' : `, VLAN ${cause.vid}`}`,
	'stp-state': (cause, name) => `${name.device(cause.port)}: da ${cause.from} a ${cause.to}`,
	'stp-root': (cause, name) => `il bridge radice ora è ${cause.priority.toString(16)}.${name.mac(cause.mac)}`,
	'stp-topology-change': () => 'la topologia è cambiata: gli indirizzi invecchiano in fretta',
	'bpdu-received': (cause, name) =>
		`BPDU su ${name.device(cause.port)}, ${cause.superior ? 'migliore della nostra' : 'non migliore della nostra'}`,
	'vlan-device': (cause, name) =>
		cause.way === 'in'
			? `il tag ${cause.vid} è di ${name.device(cause.device)}: tolto`
			: `${name.device(cause.device)} mette il tag ${cause.vid}`,
	'nic-accepts': (cause) =>
		({
			host: 'la destinazione è questo MAC: accettato',
			broadcast: 'broadcast: accettato',
			multicast: 'multicast: accettato',
			otherhost: 'la destinazione è un altro MAC',
		})[cause.type],
	encapsulated: (cause, name) =>
		`messo in un pacchetto ${cause.type.toUpperCase()} di ${cause.octets} ottetti, ${cause.type === 'vxlan' ? 'VNI' : 'chiave'} ${cause.id}, da ${name.address(cause.source)} a ${name.address(cause.destination)}`,
	decapsulated: (cause, name) =>
		`pacchetto ${cause.type.toUpperCase()} ${cause.type === 'vxlan' ? 'VNI' : 'chiave'} ${cause.id} da ${name.address(cause.source)}: prosegue il frame che contiene`,
	'arp-asked': (cause, name) => `nessun MAC noto per ${name.address(cause.address)}: lo chiede con un broadcast ARP`,
	'arp-checked': (cause, name) => `${name.address(cause.address)} è ancora a ${name.mac(cause.mac)}? richiesta ARP a quel solo MAC`,
	'arp-answered': (cause, name) => `${name.address(cause.address)} sono io: risposta ARP`,
	'arp-learned': (cause, name) => `${name.address(cause.address)} è a ${name.mac(cause.mac)}: nella tabella ARP`,
	'arp-waiting': (cause, name) => `il pacchetto aspetta il MAC di ${name.address(cause.address)}`,
	'arp-failed': (cause, name) => `nessuno ha risposto per ${name.address(cause.address)}: rinuncia`,
	'no-route': (cause, name) => `nessuna rotta verso ${name.address(cause.address)}`,
	'echo-answered': (cause, name) => `echo request ${cause.sequence} da ${name.address(cause.address)}: risponde`,
	'echo-received': (cause, name) =>
		`echo reply ${cause.sequence} da ${name.address(cause.address)} dopo ${name.duration(cause.roundTrip)}: il ping funziona`,
	'fdb-aged': (cause) => (cause.count === 1 ? '1 indirizzo scaduto' : `${cause.count} indirizzi scaduti`),
	...bondCauses,
	...hostedCauses,
	...openflowCauses,
	...ipCauses,
	...natCauses,
	...tcpCauses,
	...webCauses,
	...overlayCauses,
	...programCauses,
	...ovsCauses,
	...sriovCauses,
	...vmwareCauses,
};

export const drops: DropWords = {
	'device-down': {why: 'il dispositivo è spento', mark: 'dispositivo spento'},
	'no-carrier': {why: 'all’altro capo non c’è nulla', mark: 'senza portante'},
	'invalid-source': {why: 'nessun frame viene da un gruppo o da un indirizzo nullo', mark: 'sorgente non valida'},
	'port-not-forwarding': {why: 'la porta d’ingresso non inoltra', mark: 'porta non inoltra'},
	'vlan-not-allowed': {why: 'la porta d’ingresso non è nella VLAN', mark: 'VLAN non ammessa'},
	'no-pvid': {why: 'il frame è senza tag e la porta senza PVID', mark: 'manca il PVID'},
	'port-locked': {why: 'la porta è bloccata e la sorgente non è autorizzata', mark: 'porta bloccata'},
	pause: {why: 'PAUSE non viene mai inoltrato', mark: 'PAUSE'},
	'reserved-group': {why: 'un gruppo riservato non si inoltra mai', mark: 'gruppo riservato'},
	'bpdu-consumed': {why: 'una BPDU finisce al bridge che la legge', mark: 'BPDU letta'},
	'bpdu-guard': {why: 'una BPDU su una porta protetta: la porta si spegne', mark: 'BPDU guard'},
	'own-address': {why: 'l’host l’ha mandato al suo stesso bridge', mark: 'indirizzo proprio'},
	'egress-refused': {why: 'la sola porta adatta l’ha rifiutato', mark: 'non torna indietro'},
	'no-egress': {why: 'nessuna porta ne ha preso una copia', mark: 'nessuna uscita'},
	'broadcast-queue-full': {why: 'la coda dei broadcast non ne prende', mark: 'coda broadcast piena'},
	'too-long': {why: 'più lungo di quanto l’MTU permetta', mark: 'troppo lungo'},
	'own-broadcast': {why: 'è tornato il suo broadcast; lo stack lo ignora', mark: 'suo, ignorato'},
	'other-host': {why: 'il frame è per un altro MAC; lo stack non lo guarda', mark: 'non è il suo MAC'},
	'no-vlan-device': {why: 'ha un tag e nessun dispositivo VLAN lo prende', mark: 'nessuna VLAN'},
	'not-for-us': {why: 'allo stack non serve: indirizzo o protocollo di altri', mark: 'non è il suo indirizzo'},
	'tunnel-unreachable': {why: 'nessuna strada verso l’altro capo del tunnel', mark: 'capo irraggiungibile'},
	'neighbour-failed': {why: 'nessuno ha risposto alle richieste ARP per il prossimo salto', mark: 'ARP senza risposta'},
	'neighbour-queue-full': {why: 'troppi pacchetti aspettano la stessa risposta ARP', mark: 'coda ARP piena'},
	'no-stack': {why: 'non c’è nessuno stack', mark: 'nessuno stack'},
	'hop-budget': {why: 'girava in tondo: tempesta di broadcast, fermata qui', mark: 'tempesta, fermata'},
	malformed: {why: 'non è un frame intero', mark: 'malformato'},
	...bondDrops,
	...hostedDrops,
	...ipDrops,
	...natDrops,
	...overlayDrops,
	...ovsDrops,
	...sriovDrops,
	...vmwareDrops,
};

function portGroupVlan(vid: number): string {
	return vid === 0 ? 'il suo gruppo di porte non gli dà nessuna VLAN' : `VLAN ${vid} dal suo gruppo di porte`;
}
