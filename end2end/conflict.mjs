export async function conflict() {}
