import type { Device } from '../core/device.ts';

/** How people head their columns, in the languages of those who wrote to us or sell such machines; compared folded. */
const SPELLINGS: Record<keyof Device, string> = {
  serial:
    'serial, serial number, serial no, serial nr, serial num, serial #, s/n, sn, ser no, machine serial, device serial, machine serial number, ' +
    'Seriennummer, Serien-Nr, Seriennr, Gerätenummer, Maschinennummer, numéro de série, n° de série, no de série, nº série, n° série, matricule, ' +
    'numero di serie, matricola, número de serie, nº de serie, número de série, serienummer, serienr, sarjanumero, numer seryjny, nr seryjny, ' +
    'sériové číslo, серийный номер, シリアル, シリアル番号, シリアルNo, シリアルナンバー, 製造番号, 機番, 機械番号, 序列号, 序列號, 일련번호',
  model:
    'model, model name, product, product name, device model, machine model, Modell, Modellname, Modellbezeichnung, Gerätetyp, Gerätemodell, modèle, ' +
    'modello, modelo, malli, модель, 機種, 機種名, モデル, モデル名, 型番, 型号, 型號, 모델',
  customer:
    'customer, customer name, account, account name, company, client, client name, Kunde, Kundenname, Firma, société, entreprise, cliente, ' +
    'azienda, empresa, klant, klantnaam, kund, asiakas, klient, zákazník, клиент, 顧客, 顧客名, 得意先, 得意先名, お客様, お客様名, 客户, 客戶, 고객, 고객명',
  site:
    'site, site name, location, branch, building, office, Standort, Niederlassung, Filiale, Einsatzort, emplacement, lieu, agence, sede, ubicazione, ' +
    'ubicación, localização, local, locatie, vestiging, plats, toimipiste, lokalizacja, umístění, местоположение, 設置場所, 設置先, 拠点, 拠点名, 場所, ' +
    '地点, 位置, 위치',
  address:
    'address, ip, ip address, ip addr, ipv4, ipv4 address, host, hostname, host name, dns name, fqdn, network address, IP-Adresse, Netzwerkadresse, ' +
    'adresse ip, hôte, nom d’hôte, indirizzo ip, dirección ip, endereço ip, ip-adres, ip-adress, ip-osoite, adres ip, ip adresa, ip-адрес, ' +
    'IPアドレス, アドレス, ホスト, ホスト名, IP地址, IP 주소',
  snmpPort: 'snmp port, port, SNMP-Port, port snmp, puerto snmp, SNMPポート',
  credential:
    'credential, credentials, snmp credential, Zugang, Zugangsdaten, identifiants, credencial, credenziali, 認証, 認証情報',
  ippPort: 'ipp port',
  ippPath: 'ipp path',
  ippTls: 'ipp tls, ipps',
  pjlPort: 'pjl port, print port, raw port',
  httpPort: 'http port, web port',
  httpTls: 'http tls, https',
  assetTag:
    'asset tag, asset, asset no, asset number, asset id, inventory number, Inventarnummer, Inventar-Nr, Anlagennummer, n° d’inventaire, ' +
    'numéro d’inventaire, numero di inventario, número de inventario, inventarisnummer, 資産番号, 資産管理番号, 管理番号, 资产编号, 자산번호',
  aliases:
    'aliases, alias, also known as, other names, other serials, andere Namen, autres noms, otros nombres, 別名, エイリアス, 别名',
  tags: 'tags, labels, Schlagworte, étiquettes, etiquetas, タグ, 标签, 태그',
  state: 'state, Zustand, état, estado, stato, 状態, 状态',
};

const FIELDS = new Map(
  Object.entries(SPELLINGS).flatMap(([field, spellings]) =>
    [field, ...spellings.split(', ')].map((spelling) => [folded(spelling), field]),
  ),
);

/** The field of a device that a column's heading means, whatever its case, accents and dashes; undefined for one that says nothing of use. */
export function fieldOf(heading: string): keyof Device | undefined {
  const field = FIELDS.get(folded(heading));
  return field !== undefined && isField(field) ? field : undefined;
}

function isField(name: string): name is keyof Device {
  return Object.hasOwn(SPELLINGS, name);
}

function folded(heading: string): string {
  return heading
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\s\p{M}\p{P}°]/gu, '');
}
