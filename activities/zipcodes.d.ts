// Types for the part of the `zipcodes` package that we use; it has none of its own.
declare module 'zipcodes' {
  type ZipEntry = { zip: string; latitude: number; longitude: number; city: string; state: string; country: string };
  const zipcodes: {
    codes: Readonly<Record<string, ZipEntry>>;
    states: { full: Readonly<Record<string, string>> };
  };
  export default zipcodes;
}
