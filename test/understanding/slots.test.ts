// Dates, times, head counts, contacts, addresses, menus and diets: what is read from which words.
import assert from 'node:assert/strict';
import type { ReadContext, Slots } from '../../domain/reading.ts';
import { read } from './helpers.ts';

type Expected = readonly [text: string, expected: Slots, requested?: ReadContext['requested']];

function table(title: string, slots: readonly (keyof Slots)[], rows: readonly Expected[]): void {
  describe(title, () => {
    for (const [text, expected, requested] of rows) {
      it(`${JSON.stringify(text)}${requested === undefined ? '' : ` when asked for ${requested.join(', ')}`} is ${JSON.stringify(expected)}`, () => {
        const found = read(text, { requested: requested ?? [] }).slots;
        assert.deepEqual(Object.fromEntries(slots.flatMap((slot) => (found[slot] === undefined ? [] : [[slot, found[slot]]]))), expected);
      });
    }
  });
}

table('a date', ['date'], [
  ['Dec 20th', { date: '2026-12-20' }], ['December 20', { date: '2026-12-20' }], ['20 December', { date: '2026-12-20' }], ['the 20th of December', { date: '2026-12-20' }], ['dec. 20, 2026', { date: '2026-12-20' }], ['12/20', { date: '2026-12-20' }],
  ['12/20/26', { date: '2026-12-20' }], ['12-20-2026', { date: '2026-12-20' }], ['2026-12-20', { date: '2026-12-20' }], ['20/12', { date: '2026-12-20' }], ['the 20th at 6pm', { date: '2026-12-20' }], ['on the twentieth', { date: '2026-12-20' }], ['January 5th', { date: '2027-01-05' }],
  ['November 23', { date: '2026-11-23' }], ['nov 10', { date: '2027-11-10' }], ['nov 22 next year', { date: '2027-11-22' }], ['Feb 29', { date: '2028-02-29' }], ['tomorrow', { date: '2026-11-24' }], ['tmrw at 6', { date: '2026-11-24' }], ['the day after tomorrow', { date: '2026-11-25' }], ['tonight', { date: '2026-11-23' }],
  ['Friday', { date: '2026-11-27' }], ['this Friday', { date: '2026-11-27' }], ['next Friday', { date: '2026-12-04' }], ['Friday next week', { date: '2026-12-04' }], ['Monday', { date: '2026-11-30' }], ['on sat at 6', { date: '2026-11-28' }], ['Friday the 4th', { date: '2026-12-04' }],
  ['Sunday, December 20', { date: '2026-12-20' }], ['in two weeks', { date: '2026-12-07' }], ['10 days from now', { date: '2026-12-03' }], ['a week from Saturday', { date: '2026-12-05' }], ['the 5th of next month', { date: '2026-12-05' }], ['first Saturday of December', { date: '2026-12-05' }],
  ['Christmas Eve', { date: '2026-12-24' }], ["New Year's Eve", { date: '2026-12-31' }], ['Thanksgiving', { date: '2026-11-26' }], ['Easter', { date: '2027-03-28' }], ["Mother's Day", { date: '2027-05-09' }], ['the fourth of July', { date: '2027-07-04' }], ['the day before Christmas', { date: '2026-12-24' }],
  ['not the 20th, the 21st', { date: '2026-12-21' }], ['Dec 20th, sorry, Dec 21st', { date: '2026-12-21' }], ['move it from Friday to Saturday', { date: '2026-11-28' }], ['can I book today for Dec 20th', { date: '2026-12-20' }], ['20', { date: '2026-12-20' }, ['date']], ['the 5th works', { date: '2026-12-05' }],
  ['20 people', {}], ['may 20 people come?', {}], ['a Christmas party', {}], ['on second thought no', {}], ['my first time', {}], ['her 30th birthday', {}], ['123 March Street, Fremont', {}], ['we sat in the sun', {}], ['call 916-555-0123', {}], ['half of us', {}], ['$12.20 each', {}], ['for three days', {}],
  // The number before the month belongs to something else.
  ['18:30, Dec 20th', { date: '2026-12-20' }], ['6:30 Dec 20', { date: '2026-12-20' }], ['18.30 Dec 20th', { date: '2026-12-20' }], ['party of 12, Dec 20th', { date: '2026-12-20' }], ['party of 12 Dec 20', { date: '2026-12-20' }], ['at 6 Dec 20', { date: '2026-12-20' }], ['for 12 - Dec 20th', { date: '2026-12-20' }],
  ['12 Dec at 6', { date: '2026-12-12' }], ['12th of Dec 6pm', { date: '2026-12-12' }], ['20 December 18:30', { date: '2026-12-20' }], ['20th Dec, 21st Dec', { date: '2026-12-20' }], ['20 December, 12 guests', { date: '2026-12-20' }],
  ['Saturday after next', { date: '2026-12-12' }], ['2 Saturdays from now', { date: '2026-12-05' }], ['the Saturday before Christmas', { date: '2026-12-19' }], ['3 days before Christmas', { date: '2026-12-22' }], ['the Friday after Christmas', { date: '2027-01-01' }], ['1 month and 10 days from now', { date: '2027-01-02' }], ['four days hence', { date: '2026-11-27' }],
  ['Sunday 12.20', { date: '2026-12-20' }], ['is the 17th available?', { date: '2026-12-17' }], ['12/20, Sunday', { date: '2026-12-20' }], ['the weekend, this Sunday', { date: '2026-11-29' }], ['20', { date: '2026-12-20' }, ['date', 'time']],
  // What has happened is no day to come, and how long is not when.
  ['I called yesterday', {}], ['I booked 6 days ago', {}], ['I called last Friday about Dec 20th', { date: '2026-12-20' }], ['1 day please', {}],
  // A month alone is no date, and neither is a number of the sentence that goes on.
  ['in December', {}], ['December', {}, ['date']], ['in December, 20 people at 6pm', {}], ['in may', {}], ['january or february', {}, ['date']], ['sometime', {}, ['date']],
]);

table('a time', ['time'], [
  ['6pm', { time: '18:00' }], ['6 PM', { time: '18:00' }], ['6 p.m.', { time: '18:00' }], ['6p', { time: '18:00' }], ['6:30pm', { time: '18:30' }], ['6.30pm', { time: '18:30' }], ['18:00', { time: '18:00' }], ['half past 1', { time: '13:30' }], ['quarter to seven', { time: '18:45' }],
  ['quarter past 5 in the evening', { time: '17:15' }], ['noon', { time: '12:00' }], ['12 noon', { time: '12:00' }], ['6:30 in the evening', { time: '18:30' }], ['6ish', { time: '18:00' }], ['around 6', { time: '18:00' }], ["eight o'clock", { time: '20:00' }], ['seven thirty pm', { time: '19:30' }],
  ['11 in the morning', { time: '11:00' }], ['at 11', { time: '11:00' }], ['at 12', { time: '12:00' }], ['at 630', { time: '18:30' }], ['at 1', { time: '13:00' }], ['09:30', { time: '09:30' }], ['quarter to 12 in the morning', { time: '11:45' }], ['from 6 to 9pm', { time: '18:00' }], ['in half an hour', { time: '10:30' }],
  ['not 6pm but 7pm', { time: '19:00' }], ['change it from 6 to 7pm', { time: '19:00' }], ['6', { time: '18:00' }, ['time']], ['6:30', { time: '18:30' }, ['time']], ['how about 7', { time: '19:00' }, ['time']], ['20 people at 5:30', { time: '17:30' }],
  ['7 p . m .', { time: '19:00' }], ['noonish', { time: '12:00' }], ['five-thirty pm', { time: '17:30' }], ['tomorrow nine thirty', { time: '21:30' }], ['twenty past five tomorrow morning', { time: '05:20' }], ['three minutes to five thirty', { time: '17:27' }], ['20 minutes from now', { time: '10:20' }],
  // Who tells the clock, a movement or an alarm does not say when dinner is: the hour stays as it was written.
  ["it's half past eight", { time: '08:30' }], ["I'll be back at seven", { time: '07:00' }], ['set an alarm for eight forty', { time: '08:40' }], ["we'll be back at 7 for the party", { time: '19:00' }], ["it's half past eight", { time: '20:30' }, ['time']],
  // What was asked for decides what a bare number is.
  ['6', { time: '18:00' }, ['date', 'time']], ['6ish', {}, ['party_size']], ['20', {}, ['party_size']], ['4 other people', {}, ['time']],
  ['6 people', {}], ['for 6 nights', {}], ['Dec 6', {}], ['6 Oak Street, Fremont', {}], ['party of 6', {}], ['rated 4 stars', {}], ['$55 per adult', {}], ['6', {}],
  ['18:30, Dec 20th', { time: '18:30' }], ['18:30 on Dec 20th', { time: '18:30' }], ['6:30, December 20', { time: '18:30' }], ['at 6 Dec 20', { time: '18:00' }], ['around 7 and 12 guests', { time: '19:00' }], ['between 10 and 12 guests', {}], ['at 6 2026-12-20', { time: '18:00' }],
]);

table('a head count', ['partySize', 'adults', 'children'], [
  // Children alone are a part of the party.
  ['two kids, one is vegetarian', { children: 2 }], ['4 of them are kids', { children: 4 }], ['two kids', { children: 2 }, ['party_size']], ['20 people, 4 of them kids', { partySize: 20, adults: 16, children: 4 }], ['20, including 5 kids', { partySize: 20, adults: 15, children: 5 }], ['20 guests. 4 of them are kids', { partySize: 20, adults: 16, children: 4 }], ['20 people and 4 kids', { partySize: 24, adults: 20, children: 4 }], ['20 adults, no kids', { partySize: 20, adults: 20, children: 0 }],
  // Lists are added up.
  ['10 adults, 5 kids and 2 babies', { partySize: 17, adults: 10, children: 5 }], ['3 adults one senior and 2 kids', { partySize: 6, adults: 4, children: 2 }], ['six couples and 4 kids', { partySize: 16, adults: 12, children: 4 }], ['2 men and one woman', { partySize: 3 }], ['two couples and myself', { partySize: 5 }], ['party of 8 plus the host', { partySize: 9 }], ['14 plus one highchair', { partySize: 15 }], ['4 adults and 3 teens', { partySize: 7 }],
  ['for 1 person and I need a table', { partySize: 1 }], ['just 1 person, me', { partySize: 1 }], ['one for me, and I am done', {}], ['my wife and two children will join', { children: 2 }],
  // A rough number above the clock counts heads even unasked.
  ['around 20', { partySize: 20 }], ['20ish', { partySize: 20 }], ['20 or so', { partySize: 20 }], ['two dozen', { partySize: 24 }], ['a couple dozen', { partySize: 24 }], ['around 6', {}], ['change the number of people to 8', { partySize: 8 }], ['now just the seven of us', { partySize: 7 }],
  ['2 one way tickets', { partySize: 2 }], ['book one for Friday', {}], ['just 1 room', {}],
  ['20 people', { partySize: 20 }], ['twenty people', { partySize: 20 }], ['party of 12', { partySize: 12 }], ['for 20', { partySize: 20 }], ['12 adults and 4 kids', { partySize: 16, adults: 12, children: 4 }], ['10 adults, 3 children', { partySize: 13, adults: 10, children: 3 }],
  ['4 kids and 12 adults', { partySize: 16, adults: 12, children: 4 }], ['20 people including 5 kids', { partySize: 20, adults: 15, children: 5 }], ['20 guests, 4 of them kids', { partySize: 20, adults: 16, children: 4 }], ['me and 2 others', { partySize: 3 }], ['me and my six friends', { partySize: 7 }],
  ['a couple dozen people', { partySize: 24 }], ['a dozen guests', { partySize: 12 }], ['half a dozen of us', { partySize: 6 }], ['my wife, her parents and I', { partySize: 4 }], ['me, my wife and 3 kids', { partySize: 5, adults: 2, children: 3 }], ['me and my husband', { partySize: 2 }], ['two couples', { partySize: 4 }],
  ['just the two of us', { partySize: 2 }], ["we'll be 15", { partySize: 15 }], ['there are 18 of us', { partySize: 18 }], ['twenty-five guests', { partySize: 25 }], ['one hundred and twenty people', { partySize: 120 }], ['20', { partySize: 20 }, ['party_size']], ['about 20', { partySize: 20 }, ['party_size']],
  ['20ish people', { partySize: 20 }], ['make it 25 people, not 20 people', { partySize: 25 }], ['actually 25 people', { partySize: 25 }], ['change it from 10 to 12 people', { partySize: 12 }], ['15 people and I want gyoza', { partySize: 15 }],
  ['2 more people', {}], ['123 Main St', {}], ['for 2 hours', {}], ['at 6pm', {}], ['Dec 20th', {}], ['$20', {}], ['20', {}], ['I need a person', {}], ['10 chicken and 8 steak', {}], ['95814', {}],
]);

table('infants and ages', ['partySize', 'adults', 'children', 'infants'], [
  ['12 adults and a 2 year old', { partySize: 13, adults: 12, infants: 1 }], ['two of the kids are under 5', { infants: 2 }], ['one baby', { infants: 1 }], ['we have a toddler', { infants: 1 }], ['one of the kids is 3', { infants: 1 }],
  ['3 kids (ages 2, 7 and 9)', { children: 2, infants: 1 }], ['12 adults and 3 kids (ages 2, 7 and 9)', { partySize: 15, adults: 12, children: 2, infants: 1 }], ['kids are 2, 7 and 9', { children: 2, infants: 1 }], ['10 adults and 2 kids, 4 and 8', { partySize: 12, adults: 10, children: 1, infants: 1 }],
  ['12 adults, 3 kids and 2 toddlers under 5', { partySize: 17, adults: 12, children: 3, infants: 2 }], ['10 adults, 5 kids and 2 babies', { partySize: 17, adults: 10, children: 5, infants: 2 }], ['20 people, 2 of them babies', { partySize: 20, adults: 18, infants: 2 }], ['20 people including 3 toddlers', { partySize: 20, adults: 17, infants: 3 }],
  ['10 adults, 4 kids, 2 of them under 5', { partySize: 14, adults: 10, children: 2, infants: 2 }], ['10 adults and 2 children under 5', { partySize: 12, adults: 10, infants: 2 }], ['10 adults and 3 kids ages 6-12', { partySize: 13, adults: 10, children: 3 }], ['8 adults, 2 kids under 12', { partySize: 10, adults: 8, children: 2 }],
  ['10 adults, a 7 year old and a 3 year old', { partySize: 12, adults: 10, children: 1, infants: 1 }], ['12 adults and 2 year old twins', { partySize: 14, adults: 12, infants: 2 }], ['10 adults, my 2 year old and my 4 month old', { partySize: 12, adults: 10, infants: 2 }], ['party of 8 plus a baby', { partySize: 9, adults: 8, infants: 1 }],
  ['8 adults and 4 kids aged 14', { partySize: 12 }],
  // An age asked about, or of a birthday, is nobody who comes.
  ['How much is it for a 5 year old?', {}], ['do kids under 5 eat free?', {}], ['are toddlers free?', {}], ["it's my son's 5 year old birthday", {}], ['her 2 year old birthday party for 15 people', { partySize: 15 }], ['baby shower for 20 people', { partySize: 20 }],
]);

table('who eats what', ['dietary', 'partySize'], [
  ['There is one vegetarian in the group', { dietary: ['vegetarian'] }], ['Two of us are vegetarian', { dietary: ['vegetarian'] }], ['Two of us are vegetarian', { dietary: ['vegetarian'] }, ['party_size']], ['We have 2 vegetarians and one vegan', { dietary: ['vegetarian', 'vegan'] }],
  ['one guest is allergic to shrimp', { dietary: ['shrimp allergy'] }], ["2 guests don't eat pork", { dietary: ['no pork'] }], ['no pork for two people', { dietary: ['no pork'] }], ['one person can not eat gluten', { dietary: ['gluten-free'] }], ['20 people, 2 of them vegetarian', { dietary: ['vegetarian'], partySize: 20 }],
  // The whole party, whatever it eats.
  ['table for 4 vegetarians', { dietary: ['vegetarian'], partySize: 4 }], ['we are 10 vegetarians', { dietary: ['vegetarian'], partySize: 10 }], ['vegetarian hibachi for 20 people', { dietary: ['vegetarian'], partySize: 20 }],
]);

table('a head count among other numbers', ['partySize', 'adults', 'children'], [
  ["i'd like 2 make a reservation 4 a private chef", {}], ['i want 2 book', {}], ['I want 2 book 4 20 people', { partySize: 20 }], ['table 4 2', { partySize: 4 }], ['traffic is insane on 880', {}, ['party_size']], ['our group grew, 29 now', { partySize: 29 }], ['can you move our booking to 2', {}],
  ['there will be 18 of us plus 5 kids', { partySize: 23, adults: 18, children: 5 }], ['18 of us and 5 of them are kids', { partySize: 18, adults: 13, children: 5 }], ['30 adult 3 kids', { partySize: 33, adults: 30, children: 3 }], ['ok but its 33 grown ups now', { partySize: 33 }],
]);

table('a misspelt city', ['address'], [
  ['Elk Grve', { address: { city: 'Elk Grove' } }, ['address']], ['Fremnot', { address: { city: 'Fremont' } }, ['address']], ['San Fransisco', { address: { city: 'San Francisco' } }, ['address']], ['8950 Laguna Blvd Elk Grve', { address: { line1: '8950 Laguna Blvd', city: 'Elk Grove' } }], ['123 oak st oaklnd', { address: { line1: '123 oak st', city: 'Oakland' } }, ['address']],
  ['Elk Grve', {}], ['thnaks', {}, ['address']], ['Sandra', {}, ['address']], ['my plce', {}, ['address']],
]);

table('a phone, an email, a name', ['phone', 'email', 'name'], [
  ['my phone number is 692-089-4635', { phone: '+16920894635' }], ['692-089-4635', {}], ['account number 6920894635', {}], ['a..b@example.com', {}],
  ['cancel the reservation for Rolande Brill', { name: 'Rolande Brill' }], ['Flo Fisher here. Can I add two guests?', { name: 'Flo Fisher' }], ['the Zachary Vermillion party of 6', { name: 'Zachary Vermillion' }], ['I need to change my booking for Elk Grove', {}], ['our reservation for Christmas Eve', {}], ["the restaurant's name is Blue Nile", {}], ['its easier with her here', {}], ['Isabell, Raniero', { name: 'Isabell Raniero' }, ['name']], ['my name is Page Einhorn', { name: 'Page Einhorn' }],
  ['916-555-0123', { phone: '+19165550123' }], ['(916) 555-0123', { phone: '+19165550123' }], ['call me at 916.555.0123', { phone: '+19165550123' }], ['+1 916 555 0123', { phone: '+19165550123' }], ['9165550123', { phone: '+19165550123' }], ['555-0123', {}], ['12345678901234567890', {}],
  ['mail me at Ann.Lee+bbq@example.com please', { email: 'ann.lee+bbq@example.com' }], ['ann at example dot com', { email: 'ann@example.com' }], ['@home', {}],
  ['my name is Ann Lee', { name: 'Ann Lee' }], ['my name is ann', { name: 'ann' }], ['This is Carlos', { name: 'Carlos' }], ["I'm Priya and we are hosting", { name: 'Priya' }], ["it's Sam calling", { name: 'Sam' }], ["under the name Jane O'Neil", { name: "Jane O'Neil" }],
  ['Ann Lee', { name: 'Ann Lee' }, ['name']], ['it is ann lee', { name: 'ann lee' }, ['name']], ['Ann Lee', {}], ['this is great', {}], ["I'm hungry", {}], ['yes', {}, ['name']], ['this is for my wife', {}], ["I'm Not sure", {}],
  ['this is kim', { name: 'kim' }], ['hi, this is kim', { name: 'kim' }], ['Hey! this is kim lee and I want hibachi', { name: 'kim lee' }], ['this is kim, party of 12', { name: 'kim' }], ['20 people. this is kim', { name: 'kim' }], ['hello this is kim from elk grove', { name: 'kim' }], ['this is kim\n20 people', { name: 'kim' }],
  ['this is awesome', {}], ['this is insane', {}], ['this is urgent', {}], ['this is amazing!', {}], ['this is for 20 people', {}], ['this is sooo good', {}], ['this is kinda weird', {}], ['this is bullshit', {}], ['is this kim', {}],
  ['call 916-555-0123 20 people', { phone: '+19165550123' }], ['12 guests 9165550123 12/20', { phone: '+19165550123' }], ['12. 2026-12-20. 18 adults', {}], ['94538 12/20. 7', {}], ['4111 1111 1111 1111', {}],
]);

table('an address', ['address'], [
  ['at 45 Oak Ave Apt 3, Fremont CA 94536 please', { address: { line1: '45 Oak Ave', unit: 'Apt 3', city: 'Fremont', state: 'CA', postalCode: '94536' } }], ['725 10th Avenue, New York, NY 10019', { address: { line1: '725 10th Avenue', city: 'New York', state: 'NY', postalCode: '10019' } }], ['1771 Inner Circle Drive and that is it', { address: { line1: '1771 Inner Circle Drive' } }],
  ['PO Box 123', {}], ['PO Box 123, Denver CO 80237', { address: { city: 'Denver', state: 'CO', postalCode: '80237' } }], ['8500 South Elwood, Jenks, OK 74037', { address: { line1: '8500 South Elwood', city: 'Jenks', state: 'OK', postalCode: '74037' } }], ['648 Port St Lucie Blvd', { address: { line1: '648 Port St Lucie Blvd' } }], ['I need 3 economy tickets from LA', {}],
  ['123 Main St Sacramento', { address: { line1: '123 Main St', city: 'Sacramento' } }], ['6pm, 123 Main St Sacramento', { address: { line1: '123 Main St', city: 'Sacramento' } }],
  ['123 Main Street, Sacramento, CA 95814', { address: { line1: '123 Main Street', city: 'Sacramento', state: 'CA', postalCode: '95814' } }], ['4523 Oak Park Blvd Apt 4B, Fremont ca 94538', { address: { line1: '4523 Oak Park Blvd', unit: 'Apt 4B', city: 'Fremont', state: 'CA', postalCode: '94538' } }],
  ['we live at 88 N 1st St #5 in San Jose and have a dog', { address: { line1: '88 N 1st St', unit: '#5', city: 'San Jose' } }], ['638 El Camino Real, Palo Alto', { address: { line1: '638 El Camino Real', city: 'Palo Alto' } }], ['421 March Ave', { address: { line1: '421 March Ave' } }],
  ['10 Downing, Napa CA', { address: { line1: '10 Downing', city: 'Napa', state: 'CA' } }], ['do you come to San Jose?', { address: { city: 'San Jose' } }], ['Fremont', { address: { city: 'Fremont' } }, ['address']], ['94538', { address: { postalCode: '94538' } }, ['address']], ['in Sacramento', { address: { city: 'Sacramento' } }], ['in sf', { address: { city: 'San Francisco' } }],
  ['20 people in the park', {}], ['at 6 on Saturday', {}], ['10 chicken and 8 steak', {}], ['94538', { address: { postalCode: '94538' } }], ['I need 2 rooms', {}], ['a nice place', {}], ['12 adults and 4 kids', {}],
  // Numbers that another slot has claimed are not the house.
  ['party of 12, 42 Elm Ave, Fremont', { address: { line1: '42 Elm Ave', city: 'Fremont' } }], ['20 people Dec 20 6pm 123 Main St, Fremont', { address: { line1: '123 Main St', city: 'Fremont' } }], ['at 6 123 Main St', { address: { line1: '123 Main St' } }], ['12/20 18:30 42 Elm Ave', { address: { line1: '42 Elm Ave' } }],
  ['for 20, 42 Elm Ave', { address: { line1: '42 Elm Ave' } }], ['916-555-0123 42 Elm Ave', { address: { line1: '42 Elm Ave' } }], ['party of 12\n42 Elm Ave\nFremont', { address: { line1: '42 Elm Ave', city: 'Fremont' } }], ['16 of us 7 Broadway', { address: { line1: '7 Broadway' } }], ['20 hungry friends 123 Main St', { address: { line1: '123 Main St' } }],
  ['the 20th of December 6 Laguna Ct', { address: { line1: '6 Laguna Ct' } }], ['party of 12, Elm Ave', {}], ['Dec 20, Elm Ave', {}], ['at 6, Elm Ave', {}], ['30 March Way', { address: { line1: '30 March Way' } }], ['123 42nd St', { address: { line1: '123 42nd St' } }], ['12 42 St', { address: { line1: '12 42 St' } }],
  ['party of 12, apt 4B, 42 Elm Ave, Fremont', { address: { line1: '42 Elm Ave', unit: 'apt 4B', city: 'Fremont' } }], ['unit 12 42 Elm Ave 6pm', { address: { line1: '42 Elm Ave', unit: 'unit 12' } }], ['42 Elm Ave unit 12 20 people', { address: { line1: '42 Elm Ave', unit: 'unit 12' } }], ['42 Elm Ave #12 at 6', { address: { line1: '42 Elm Ave', unit: '#12' } }],
  // A city set apart by stops needs no question.
  ['20 people Dec 20 at 6. Elk Grove', { address: { city: 'Elk Grove' } }], ['20 people, elk grove, Dec 20', { address: { city: 'elk grove' } }], ['20 people\nElk Grove\nDec 20', { address: { city: 'Elk Grove' } }], ['Hi. Elk Grove. 20 people', { address: { city: 'Elk Grove' } }], ['20 people; Oakland; 12/20', { address: { city: 'Oakland' } }], ['6pm. Oakland, CA', { address: { city: 'Oakland', state: 'CA' } }],
  ['See you then. Clayton', {}], ['20 people Dec 20. Thanks, Marina', {}], ['20 people at 6. Great', {}], ['we love Elk Grove people', {}],
]);

table('the menu and diets', ['menu', 'dietary'], [
  ['chicken and steak please', { menu: [{ id: 'chicken', quantity: null }, { id: 'steak', quantity: null }] }], ['10 chicken and 8 steak', { menu: [{ id: 'chicken', quantity: 10 }, { id: 'steak', quantity: 8 }] }], ['filet mignon for everyone', { menu: [{ id: 'filet_mignon', quantity: null }] }],
  ['add gyoza and extra rice', { menu: [{ id: 'gyoza', quantity: null }, { id: 'extra_rice', quantity: null }] }], ['a third protein', { menu: [{ id: 'third_protein', quantity: null }] }], ['two lobster tails', { menu: [{ id: 'lobster_tail', quantity: 2 }] }], ['no tofu please', {}],
  ['two guests are vegetarian', { dietary: ['vegetarian'] }], ['one is gluten free and vegan', { dietary: ['vegan', 'gluten-free'] }], ['my son is allergic to shellfish', { dietary: ['shellfish allergy'] }], ['shrimp allergy', { dietary: ['shrimp allergy'] }], ['allergic to peanuts and sesame', { dietary: ['peanut allergy', 'sesame allergy'] }],
  ['no allergies', { dietary: ['none'] }], ['we eat everything', {}],
]);

describe('a doubt', () => {
  const doubts = (text: string, requested: ReadContext['requested'] = []): unknown[] => read(text, { requested }).doubts.map(({ slot, kind, options }) => [slot, kind, options]);
  const rows: readonly [string, unknown[], ReadContext['requested']?][] = [
    ['Dec 20 or 21', [['date', 'range', ['2026-12-20', '2026-12-21']]]], ['Dec 20th-22nd', [['date', 'range', ['2026-12-20', '2026-12-22']]]], ['Friday or Saturday', [['date', 'range', ['2026-11-27', '2026-11-28']]]], ['20 or 21 of December', [['date', 'range', ['2026-12-20', '2026-12-21']]]],
    ['this weekend', [['date', 'ambiguous', ['2026-11-28', '2026-11-29']]]], ['Saturday Dec 20th', [['date', 'ambiguous', ['2026-12-20', '2026-11-28']]]], ['Dec 5 2025', [['date', 'past', ['2025-12-05']]]], ['nov 22', [['date', 'past', ['2026-11-22']]]], ['from Dec 20 to Dec 22', [['date', 'range', ['2026-12-20', '2026-12-22']]]], ['Dec 20, a Saturday', [['date', 'ambiguous', ['2026-12-20', '2026-11-28']]]],
    ['6 or 7pm', [['time', 'range', ['18:00', '19:00']]]], ['between 5 and 7', [['time', 'range', ['17:00', '19:00']]]], ['6-8pm', [['time', 'range', ['18:00', '20:00']]]],
    ['20-25 people', [['party_size', 'range', [20, 25]]]], ['between 20 and 25 guests', [['party_size', 'range', [20, 25]]]], ['10 adults and 4-5 kids', [['party_size', 'range', [14, 15]]]], ['15 or 16', [['party_size', 'range', [15, 16]]], ['party_size']],
    // Roughly when is no date: asked about, with the days where they are few.
    ...['next week', 'sometime next week', 'this week', 'next month', 'sometime in January', 'some time in january', 'anytime in December', 'early December', 'end of the month', 'the second half of December', 'a Saturday in January', 'any saturday in december', 'Saturdays', 'on a Saturday', 'Saturday, sometime in January', 'January weekends', 'a weekend in December', 'the week of the 20th', 'the week of Dec 14', 'week after next',
      'around Christmas', 'before Thanksgiving', 'the week after Christmas', 'in a few weeks', 'next week at 6pm for 20 people', 'sometime in January, 20 people at 6pm'].map((text): [string, unknown[]] => [text, [['date', 'ambiguous', []]]]),
    ['the weekend of the 20th', [['date', 'ambiguous', ['2026-12-19', '2026-12-20']]]], ['weekend of Dec 12th', [['date', 'ambiguous', ['2026-12-12', '2026-12-13']]]], ['the weekend of 12/19 at 6', [['date', 'ambiguous', ['2026-12-19', '2026-12-20']]]], ['the weekend of Thanksgiving', [['date', 'ambiguous', ['2026-11-28', '2026-11-29']]]],
    ['the first weekend in January', [['date', 'ambiguous', ['2027-01-02', '2027-01-03']]]], ['the second weekend of december, 20 people', [['date', 'ambiguous', ['2026-12-12', '2026-12-13']]]],
    ['Friday next week', []], ['next week, on Friday', []], ['next month on Dec 20', []], ['first Saturday of December', []], ['the day after Christmas', []], ['Saturday the 19th of December', []],
  ];
  for (const [text, expected, requested] of rows) it(`is raised by ${JSON.stringify(text)}`, () => assert.deepEqual(doubts(text, requested), expected));
  it('about roughly when invents no date', () => {
    for (const text of ['next week', 'sometime in January', 'the weekend of the 20th', 'the week of Dec 14', 'a Saturday in January', 'around Christmas']) assert.equal(read(text, { requested: ['date'] }).slots.date, undefined, text);
  });
  it('leaves the slot empty', () => assert.deepEqual(read('Dec 20 or 21 at 6 or 7pm for 20-25 people').slots, {}));
});

it('the span of a slot is in the customer\'s own words', () => {
  const { spans } = read("Hi! Book Dec 20th at Half Past 6 for Twenty-Five people, I'm Ann, 123 Main St Sacramento, (916) 555-0123");
  assert.deepEqual(spans, { phone: '(916) 555-0123', address: '123 Main St Sacramento', name: 'Ann', date: 'Dec 20th', time: 'Half Past 6', party_size: 'Twenty-Five people' });
});

describe('a slip', () => {
  const rows: readonly [text: string, slots: Slots][] = [
    ['book satruday at 6 for twnety geusts', { date: '2026-11-28', time: '18:00', partySize: 20 }],
    ['12 adlts and 4 kdis', { partySize: 16, adults: 12, children: 4 }],
    ['10 chikcen and 8 staek', { menu: [{ id: 'chicken', quantity: 10 }, { id: 'steak', quantity: 8 }] }],
    ['one vegetrian', { dietary: ['vegetarian'] }],
    ['Decmber 20th for fiften poeple', { date: '2026-12-20', partySize: 15 }],
    ['this saterday at nooon', { date: '2026-11-28', time: '12:00' }],
  ];
  for (const [text, slots] of rows) it(`is repaired in ${JSON.stringify(text)}`, () => assert.deepEqual(read(text).slots, slots));
  it('keeps the customer\'s own spelling in the span', () => assert.equal(read('for twnety geusts').spans.party_size, 'twnety geusts'));
  // Each of these is a word or a name, one slip from a word that matters.
  for (const text of ['the salon', 'a quiet mourning', 'I am thirsty', 'weight and height', 'money', 'a guess', 'Marsh', 'noodle', 'the seventh heaven']) it(`is not seen in ${JSON.stringify(text)}`, () => assert.deepEqual([read(text).slots.date, read(text).slots.time, read(text).slots.partySize], [undefined, undefined, undefined]));
});
