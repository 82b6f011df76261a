const split = (text: string) => text.split('|');

export type Language = 'es' | 'pt' | 'en';

export const LINES: Record<Language, string[]> = {
  es: split(
    'Distribuidora|Ferretería|Farmacia|Panadería|Comercial|Constructora|Transportes|Servicios|Inversiones|Librería|' +
      'Supermercado|Hotel|Restaurante|Clínica|Inmobiliaria|Estudio|Consultora|Talleres|Imprenta|Agropecuaria|' +
      'Laboratorio|Óptica|Peluquería|Carpintería|Muebles|Repuestos|Importadora|Frigorífico|Viñedos|Grupo',
  ),
  pt: split(
    'Distribuidora|Ferragens|Farmácia|Padaria|Comércio|Construtora|Transportes|Serviços|Investimentos|Livraria|' +
      'Supermercado|Hotel|Restaurante|Clínica|Imobiliária|Escritório|Consultoria|Oficina|Gráfica|Agropecuária|' +
      'Laboratório|Ótica|Confecções|Marcenaria|Móveis|Peças|Importadora|Frigorífico|Vinícola|Grupo',
  ),
  en: split(
    'Distributors|Hardware|Pharmacy|Bakery|Trading|Construction|Transport|Services|Investments|Books|' +
      'Supermarket|Hotel|Restaurant|Clinic|Properties|Studio|Consulting|Motors|Printing|Farms|' +
      'Laboratories|Optical|Apparel|Carpentry|Furniture|Parts|Imports|Foods|Vineyards|Group',
  ),
};

export const SURNAMES: Record<Language, string[]> = {
  es: split(
    'González|Rodríguez|Gómez|Fernández|López|Díaz|Martínez|Pérez|García|Sánchez|Romero|Sosa|Álvarez|Torres|Ruiz|' +
      'Ramírez|Flores|Acosta|Benítez|Medina|Herrera|Aguirre|Giménez|Gutiérrez|Pereyra|Rojas|Molina|Castro|Ortiz|' +
      'Silva|Núñez|Luna|Juárez|Cabrera|Ríos|Morales|Godoy|Moreno|Ferreyra|Domínguez|Carrizo|Peralta|Castillo|Ledesma|' +
      'Quiroga|Vega|Vera|Muñoz|Ojeda|Ponce|Villalba|Cardozo|Navarro|Coronel|Vázquez|Ibáñez|Zubiría|Etcheverry|Bordaberry',
  ),
  pt: split(
    'Silva|Santos|Oliveira|Souza|Rodrigues|Ferreira|Alves|Pereira|Lima|Gomes|Costa|Ribeiro|Martins|Carvalho|Almeida|' +
      'Lopes|Soares|Fernandes|Vieira|Barbosa|Rocha|Dias|Nascimento|Andrade|Moreira|Nunes|Marques|Machado|Mendes|Freitas|' +
      'Cardoso|Ramos|Gonçalves|Santana|Teixeira|Araújo|Pinto|Azevedo|Monteiro|Queirós|Magalhães|Guimarães|Brandão|Falcão',
  ),
  en: split(
    'Smith|Johnson|Williams|Brown|Jones|Miller|Davis|Wilson|Anderson|Taylor|Thomas|Moore|Jackson|Martin|Thompson|White|' +
      'Harris|Clark|Lewis|Robinson|Walker|Young|Allen|King|Wright|Scott|Hill|Green|Adams|Baker|Nelson|Carter|Mitchell|' +
      'Roberts|Turner|Phillips|Campbell|Parker|Evans|Edwards|Collins|Stewart|Morris|Murphy|Cook|Rogers|Ashworth|Pemberton',
  ),
};

export const FIRST_NAMES: Record<Language, string[]> = {
  es: split(
    'María|José|Juan|Luis|Carlos|Ana|Jorge|Laura|Miguel|Sofía|Martín|Lucía|Andrés|Valentina|Raúl|Inés|Héctor|Mónica|' +
      'Óscar|Belén|Gastón|Rocío|Nicolás|Camila|Joaquín',
  ),
  pt: split(
    'João|Maria|António|Ana|José|Francisca|Paulo|Mariana|Luís|Júlia|Marcos|Letícia|Rui|Inês|Gonçalo|Beatriz|Tiago|' +
      'Catarina|Fábio|Simone|Renato|Cláudia',
  ),
  en: split(
    'James|Mary|Robert|Patricia|John|Jennifer|Michael|Linda|David|Elizabeth|William|Barbara|Richard|Susan|Joseph|Jessica|' +
      'Thomas|Sarah|Charles|Karen|Christopher|Nancy',
  ),
};

/** Words that many firms choose. */
export const FAVOURITES: Record<Language, string[]> = {
  es: split(
    'Aurora|San José|Santa Rita|El Sol|La Estrella|del Sur|del Norte|Central|Atlántida|El Cóndor|La Paz|Victoria|' +
      'San Martín|Los Andes|El Ceibo|La Unión|Progreso|El Faro|Oriental|Libertad|Las Palmas|Nueva Era|Río Negro|Horizonte',
  ),
  pt: split(
    'Aurora|São José|Santa Rita|do Sol|Estrela|do Sul|do Norte|Central|Atlântica|Bom Jesus|Boa Vista|Vitória|São Paulo|' +
      'Serra Azul|Ipê|União|Progresso|Farol|Primavera|Liberdade|Palmeiras|Nova Era|Rio Branco|Horizonte',
  ),
  en: split(
    'Aurora|Sunrise|Star|Summit|Northern|Southern|Central|Atlantic|Eagle|Liberty|Victory|Blue Ridge|Riverside|Oak|Union|' +
      'Progress|Lighthouse|Heritage|Premier|Palm|New Age|Silver Lake|Horizon|Pioneer',
  ),
};

export const SYLLABLES = split(
  'ba|be|bri|ca|ce|co|cu|da|del|do|dra|fa|fer|fi|ga|gen|gra|in|ka|ko|la|lar|len|li|lo|lu|ma|men|mi|mo|na|nex|no|nu|or|' +
    'pa|pe|pra|qui|ra|ren|ri|ro|sa|sel|si|so|ta|tel|ti|to|tra|tri|va|ve|vi|vo|xa|za|zen|zo',
);

export const STREETS: Record<Language, string[]> = {
  es: split(
    'Av. Italia|Calle Mayor|18 de Julio|Rivadavia|Belgrano|San Martín|Avenida Libertador|Calle Colón|Sarmiento|Mitre|' +
      'Bulevar Artigas|Av. Corrientes|Calle de la Paz|Camino Carrasco|Av. Providencia|Carrera Séptima|Calle del Prado|' +
      'Av. Reforma|Insurgentes Sur|Calle Alcalá|Gran Vía|Av. Arequipa|Jirón Cusco|Agraciada|Constituyente|Rondeau',
  ),
  pt: split(
    'Rua das Flores|Av. Paulista|Rua Augusta|Avenida Brasil|Rua do Comércio|Rua Sete de Setembro|Av. da Liberdade|' +
      'Rua de Santa Catarina|Rua XV de Novembro|Avenida Atlântica|Rua dos Andradas|Rua da Prata|Av. Ipiranga|Rua do Ouro|' +
      'Av. Getúlio Vargas|Rua Barão de Itapetininga|Av. Rio Branco|Rua Marechal Deodoro',
  ),
  en: split(
    'Main Street|High Street|Church Road|Oak Avenue|Elm Street|Park Lane|Station Road|Maple Drive|Washington Blvd|' +
      'Victoria Road|Mill Lane|Lincoln Avenue|Sunset Blvd|King Street|Queens Road|Cedar Lane|Broadway|Lake Drive',
  ),
};

export const DISTRICTS: Record<Language, string[]> = {
  es: split('Centro|Norte|Sur|Pocitos|Palermo|Las Condes|Terminal|Shopping|Puerto|Plaza'),
  pt: split('Centro|Norte|Sul|Moema|Copacabana|Baixa|Terminal|Shopping|Porto|Praia'),
  en: split('Downtown|North|South|Westside|Riverside|Eastgate|Airport|Mall|Harbour|Uptown'),
};
