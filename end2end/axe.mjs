export async function accessibility() {}
