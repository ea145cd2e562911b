"""Is an alarm sign found in the words of a note, and only there?

The tables are notes as people write them. An alarm that is missed is the worse error (hazard
H-16), so what is in doubt stands among the alarms.
"""

from __future__ import annotations

import pytest

from magtitrate.facts import Facts
from magtitrate.safety.alarms import alarms_in


def notes(table: str) -> list[str]:
    """One note per line."""
    return [line.strip() for line in table.strip().splitlines()]


SIGNS = {
    "fainting": """
        Passed out in the bathroom
        blacked out for a minute after standing up
        I fainted twice
        nearly fainted on the bus
        felt faint in the shower
        collapsed at noon
        lost consciousness for a few seconds
        keeled over in the kitchen
        no breakfast, then I passed out
        everything went black when i got up
        fianted at work
    """,
    "chest_pain": """
        crushing chest pain
        chest pian since this morning
        pain in the chest
        a sharp pain in my chest
        my chest hurts
        chest really hurts when I climb stairs
        my chest is tight
        tightness across my chest
        tight feeling in the chest
        pressure on my chest
        feels like an elephant on my chest
        stabbing in the chest
        burning pain in the middle of my chest
        no appetite, chest pain
        did not sleep, chest pain
        I have not had such chest pain before
        never had chest pain like this
        I think it is a heart attack
        pain down my left arm
        chest ache all night
        the pain in my chest does not go away
    """,
    "irregular_heartbeat": """
        heart is irregular
        heart racing and fluttering
        my heart keeps skipping beats
        heart flutters since the second capsule
        heart beats irregularly
        pulse is all over the place
        irregular pulse on the watch
        watch says afib
        heart is out of rhythm
        heart missed several beats
    """,
    "slow_heartbeat": """
        very slow pulse
        my heart is beating very slowly
        slow heart rate, feels odd
        pulse is too slow
    """,
    "breathing_difficulty": """
        I can't breathe
        cannot breathe properly
        can not breathe
        cant breathe lying down
        could not breathe for a minute
        couldn’t breathe
        cannot breath
        trouble breathing
        having trouble with breathing
        short of breath
        shortness of breath
        out of breath at rest
        hard to breathe
        struggling to breathe
        can't catch my breath
        can't get enough air
        gasping for air
        difficulty in breathing
        breathing is hard
        coughing blood
        coughed up blood this morning
        lips are blue
    """,
    "slow_breathing": """
        breathing is very slow
        very shallow breathing
        breathing so shallow that my wife noticed
    """,
    "severe_weakness": """
        cannot move
        I can't move my legs
        paralysed
        legs feel paralyzed
        paralized in both legs
        can't stand up
        too weak to stand
        too weak to get out of bed
        legs gave way twice
        cannot lift my arms
        can't feel my legs
        weakness is spreading up my legs
    """,
    "facial_droop": """
        face drooping
        one side of my face is drooping
        my face droops on the left
        mouth hangs down on one side
        face went numb
        numb on one side
        left side of my body is weak
        right arm and leg are numb
        I think I had a stroke
    """,
    "slurred_speech": """
        slurred speech
        my speech is slurred
        slurring my words
        cannot speak properly
        words come out wrong
        trouble talking
    """,
    "trouble_swallowing": """
        can't swallow
        trouble swallowing
        difficulty swallowing my food
        choked on water again
        could not swallow anything
    """,
    "confusion": """
        confused
        very confused this evening
        he was confused and did not know the day
        disoriented
        dissorientated at night
        did not know where I was
        not making sense, says my wife
        hallucinating
    """,
    "hard_to_wake": """
        could not wake him
        she would not wake up
        can't stay awake
        found unconscious
        unconcious for a while
        unresponsive for a minute
        hard to wake this morning
    """,
    "seizure": """
        seizure
        siezure at night
        seisure
        fit
        a fit in the night
        had a fit
        he had another fit
        convulsion
        convulsions in the night
        epileptic fit
        no cramps, seizure
        no cramps - seizure
        no cramps/seizure
        did not sleep; seizure at night
        shaking uncontrollably
    """,
    "spasm": """
        muscle spasms all day
        spasm in my throat
    """,
    "sustained_spasm": """
        jaw locked
        lockjaw
        the cramp does not let go
        cramp won't let go
        my calf cramp would not release
    """,
    "carpopedal_spasm": """
        my hands curled up
        fingers curled and stiff
        hands cramped into claws
        fingers locked
    """,
    "abdominal_pain": """
        severe belly pain
        terrible stomach pain
        pain in my belly
        bad pain in the abdomen
        doubled over with pain
        no stool, severe belly pain
        tummy pain since lunch
        my stomach hurts badly
    """,
    "abdominal_distension": """
        belly is swollen and tight
        swollen belly
        belly hard as a board
    """,
    "no_stool_or_gas": """
        can't pass gas
        no gas and no stool
        no stool no gas
        cannot poop at all
    """,
    "vomiting": """
        vomiting
        vomitting since noon
        vomited twice
        vomiting blood
        blood in my vomit
        threw up after the second capsule
        throwing up
        puked
        kept being sick
        was sick twice in the night
        can't keep anything down
        could not keep water down
        no dose today, vomiting
        cannot stop vomiting
        haven't stopped vomiting
        not only nausea also vomiting
        chest fine, vomiting though
    """,
    "black_stool": """
        black stool
        black stools for two days
        stool is black like tar
        my poop was black
        black tarry poo
        tar like stool
        not hungry, black stool
    """,
    "blood_in_stool": """
        blood in stool
        blood in my poop
        bloody stools
        bloody diarrhoea
        there was blood in the toilet
        bleeding from my bottom
        pooping blood
    """,
    "swelling": """
        swollen tongue
        swollen throat
        my tongue is swelling
        tongue swelled up
        throat is closing up
        my lips are swollen
        swolen lips
        face swollen like a balloon
        allergic reaction after the capsule
        anaphylaxis
    """,
    "hives": """
        hives on both arms
        broke out in hives
        itchy welts everywhere
    """,
    "overdose": """
        took too many
        took far too many capsules
        overdose
        overdosed by mistake
        I overdossed
        took the whole bottle
        swallowed all the tablets
        my son swallowed some
        my daughter ate my capsules
        the toddler got into the capsules
        don't know how many I took
        took three times the dose
    """,
    "suicidal_thoughts": """
        suicidal
        suicidle
        thinking of suicide
        want to kill myself
        going to kill myself
        I'd like to end my life
        don't want to live
        dont want to live any more
        I do not want to be here anymore
        do not want to wake up again
        want to die
        wish I was dead
        better off dead
        better off without me
        want to end it all
        thinking about ending it
        hurting myself on purpose
        self harm again
        life is not worth living
        no reason to live
        I can't go on like this
    """,
}

ALARMS = [(note, code) for code, table in SIGNS.items() for note in notes(table)]

MORE_ALARMS = notes("""
    chest feels like its in a vice
    ive got a bad pain in chest and arm
    really tight in my chest
    chest is sore and tight, hard to breathe in
    sharp chest pains when breathing in
    woke up with pounding in the chest and pain
    pains in my chest again
    chest is killing me
    my heart is fluttering like a bird
    heart keeps missing a beat
    weird heartbeat, irregular
    heartbeat all over the shop
    had trouble to breath last night
    struggled to breathe
    i was fighting to breathe
    couldn't get my breath
    cant get a breath
    breathing problems since the evening
    he is breathing very slowly
    breath is shallow
    my legs wouldn't hold me
    legs are paralyzed
    i could barely move
    couldn't move my arm
    my left arm is numb
    left side went weak
    face is hanging down on one side
    mouth is crooked
    my speach is slurred
    talking funny, words slurred
    couldn't get my words out
    i cant swallow my own spit
    food gets stuck in the throat
    feeling confused and foggy
    i was so confused i forgot my address
    my husband says i am confused
    i didnt know what day it was
    couldn't be woken this morning
    wife could hardly wake me
    was out cold for a minute
    fell down unconscious
    nearly blacked out
    almost passed out
    i fainted in the gym
    went dizzy and collapsed
    had a seizure last night
    had two fits
    my son had a convulsion
    whole body was shaking, could not stop it
    calf cramp wouldnt let go for an hour
    my hands went into claws
    unbearable stomach pain
    stomach cramps so bad i cried
    awful pain in my tummy
    my belly is bloated hard and very painful
    havent been able to poop or pass gas for days
    been throwing up all night
    vommiting
    vomit with blood in it
    sick as a dog, threw up 3 times
    kept vomiting after dinner
    my poop looks like tar
    jet black stools
    dark tarry poops
    blood in the loo
    fresh blood in stool
    bleeding when i poop
    my tongue got thick
    lips and tongue swelling up
    throat feels swollen
    face puffed up
    hives all over after the new brand
    came out in hives
    i think i overdosed
    took more than i should, way too many
    took the entire bottle
    my kid ate the gummies
    swallowed the whole pack
    i want to kill myself
    feeling suicidal
    suicidal thoughts again
    i dont want to be alive anymore
    i wish i was never born
    i just want to die
    thinking of ending my life
    everyone would be better off without me
    i want to hurt myself
    i might harm myself
    can't do this anymore, want it to end
    no energy, chest pain
    no sleep / chest pains
    not feeling well, vomiting
    no food since yesterday because of vomiting
    no magnesium today - severe stomach pain
    didnt eat, fainted
    not great: passed out
    never felt this bad, cant breathe
    no diarrhea, but black stools
    no cramps – seizure instead
    sudden stabbing pain left side of chest
    felt a squeezing round my chest and jaw
    discomfort in my chest when i walk
    chest felt weird and tight after lunch
    heart did strange flips all evening
    my heart skipped again
    pulse uneven
    heart is going really slow
    i feel like i am not getting air
    was gasping in bed
    hard to get my breath
    breathing is getting harder
    too weak to lift a cup
    both legs just gave out
    i cannot hold my arms up
    legs feel like jelly and cannot stand
    right side of my face is droopy
    half my face feels numb
    eyelid hanging
    my words are slurring
    speech not clear
    food wont go down, cant swallow
    i keep choking
    dont know where i am
    mum says i was talking nonsense
    totally disoriented after the nap
    cannot wake up properly, so drowsy
    unconsious for some time
    she did not respond
    grand mal seizure
    seizures x2
    muscles in spasm, hand and face
    my jaw is locked
    fingers are curling in by themselves
    terrible belly ache
    agonising stomach pain
    bad abdominal pains
    tummy very swollen and hard
    no poo and no gas since sunday
    threw up twice
    being sick all night
    im vomiting
    vomitted blood
    i puked up everything
    stool pitch black
    black runny poo
    blood when i went to the toilet
    bleeding from my back passage
    bloody poop this morning
    lips swelling after capsule
    my throat is closing
    tongue feels huge
    hives and wheezing
    itchy rash with welts
    i took an overdose
    took a whole packet by mistake
    the baby swallowed a capsule
    i took too much magnesium
    cant remember how many i took
    i want to be dead
    thinking about killing myself
    i keep thinking of suicide
    dont want to live like this
    no point living any more
    cut my wrists
    feel like ending it
    no lunch, fainted at two
    not hungry. chest tight
    no headache but cant breathe
    my chest feels heavy and it goes into my jaw
    an ache in the chest that comes and goes
    pain under the breastbone
    hurts to breathe
    feel like I am going to pass out
    lost consciousness briefly in the shower
    dropped to the floor, out for some seconds
    heart beating all wrong
    heart rhythm feels weird
    extra beats all night
    pulse very low and dizzy
    i am breathless just sitting
    cant draw a full breath
    breath is short when lying down
    my breathing has become very slow
    legs are so weak I fell
    i am too weak to walk to the kitchen
    arms wont lift
    weakness going up the legs
    the right half of my face does not move
    sudden numbness on the left side of my body
    cant speak clearly
    mumbling, nobody understands me
    swallowing has become hard
    water comes out of my nose when I swallow
    she seems confused since yesterday
    I am seeing things
    was found unresponsive
    so sleepy nobody could wake me
    he had a seizure
    convulsing on the floor
    fitting in bed for two minutes
    my hand is stuck in a claw
    cramp in the hand that will not open
    jaw clenched and will not open
    really severe pain in my abdomen
    stomach pain that bends me double
    belly very bloated and hard as stone
    no bowel movement and no wind at all
    sick again and again
    vomited everything i ate
    puking since 4 am
    stools like tar
    black as coal stool
    fresh red blood after stool
    bloody mucus in stool
    lips and eyes swollen
    tongue swelled, hard to talk
    hives everywhere
    took about thirty pills
    i took way too much
    my boy swallowed a few capsules
    i emptied the whole bottle
    i have thoughts of suicide
    i would rather be dead
    i do not want to live anymore
    i have a plan to kill myself
    no more will to live
    chest pain woke me at 3
    my chest has been aching since the gym
    got a tight band across my chest
    sharp pains in chest, went to bed
    heart is skipping and i am dizzy
    heart rhythm all wrong today
    i couldnt breathe properly during the night
    breathing gets difficult when lying
    short of breath walking to the car
    nearly collapsed in the kitchen
    i blacked out
    fainted again
    couldn't move my legs when i woke up
    so weak i cant stand
    left side of face is numb
    my mouth droops
    could not speak for ten minutes
    cant swallow solid food
    i was totally confused in the evening
    dont remember where i was
    they couldnt wake me up
    seizure in the afternoon
    had an epileptic fit at work
    muscle spasms that dont stop
    fingers locked in a claw
    awful stomach pains
    stomach is hard and swollen
    cant poo or fart
    vomiting every hour
    threw up blood
    cant keep any food down
    poo is black and sticky
    lots of blood in my stool
    my lips and tongue are swelling
    itchy hives on belly
    took too many tablets by accident
    swallowed a handful of pills
    i dont want to live anymore
    thinking about suicide every day
    i could just end it all
""")
"""Written without a look at the names; about a third of them was missed at first, of the last
forty one in ten."""

DENIALS = notes("""
    no chest pain
    No Chest Pain!
    chest pain: no
    chest pain - none
    chest pain? No.
    chest pain (no), fainting (no)
    chest pain: none today
    chest pain: no, seizure: no
    no chest pain, no fainting
    no chest pain, fainting or seizure
    no chest pain, fainting, or seizure
    no nausea, vomiting or black stools
    no nausea or vomiting
    no chest pain or shortness of breath so far
    neither chest pain nor fainting
    without seizure
    without fainting or chest pain
    without any chest pain
    denies chest pain
    denied chest pain or vomiting
    never had a seizure
    never fainted
    no, never any chest pain
    did not vomit
    didn't throw up
    haven't fainted
    have not been vomiting
    I have no chest pain
    I do not have any chest pain
    no sign of chest pain
    no signs of a seizure
    no more vomiting
    no longer vomiting
    my chest does not hurt
    chest isn't tight
    my heart is not irregular
    no trouble breathing
    no difficulty swallowing
    no hives, slept well
    not confused
    I am not suicidal
    no thoughts of suicide
    no blood in stool
    no blood in my stool, no black stool
    stool not black
    tongue not swollen
    it was not a seizure
    chest pain free all week
    pain free chest day
    zero chest pain
    no chest pain today
    No vomiting, no diarrhea
    no fainting
    have had no seizures
    no seizures since the start
    no blood in the stool
    didn't faint
    wasn't confused
    never any trouble breathing
    no problems breathing
    did not throw up
    no swelling of the lips
    no swollen tongue
    not short of breath
    no shortness of breath
    no hives or rash
    no palpitations, no chest pain
    no nausea, no vomiting
    no cramps, no spasms
    chest pain none
    vomiting: no
    seizure? none
    no black stool
    no slurred speech
    without vomiting
    no suicidal thoughts
    no thoughts of self-harm
    don't want to die
    no chest pain or tightness in the chest
    no irregular heartbeat
""")

ORDINARY = notes("""
    fit and well
    a good fit
    getting fit again
    feeling fit and strong
    the new shoes fit
    super fit, easy 10k
    fit for the race
    could only fit in a short run
    I'm fit today
    had a bike fit today
    chest workout
    chest press 3x10
    chest day, bench 5x5
    chest fly felt easy
    legs dead after squats
    heavy legs
    back pain
    back pain after deadlifts
    shoulder hurts after bench press
    sore chest muscles after push-ups
    knee hurts when running
    calf sore, rolled it out
    black coffee
    black coffee, no stool yet
    black beans and rice
    killed it in training
    nearly died on the last hill, great ride
    slept well
    slept badly, film was boring
    bad night, baby cried
    no appetite
    did not sleep
    no dose today
    forgot the evening dose
    took it with breakfast
    took two capsules as planned
    took one too late
    took too much time to fall asleep
    stool a bit soft
    two stools, both normal
    brown stool
    blood test on Monday
    blood pressure 120/80
    heart rate 140 in zone 2
    resting heart rate 58
    hard intervals, out of breath on the climb
    breathing exercises before bed
    deep breathing, calm
    swallowed it with water
    cramp in the calf at night, gone after stretching
    eyelid twitching
    tired but fine
    legs heavy, no cramps
    long walk with the dog
    fasting until noon
    selling my bike
    painted the fence, arms tired
    reached a new best on the bench
    confusing instructions on the label
    contusion on the shin from football
    lifted 100 kg, could not lift 105
    cannot stand the taste
    knee swelling after the long run
    capsules are hard to swallow
    faint smell of fish from the capsules
    skipped breakfast
    the wind was strong, face cold
    slow run, easy pace
    weight 75.2 kg, arms and chest measured
    moved house, dead tired
    stroke technique in the pool
    hungry all day, end of the diet
    lips dry
    ran out of capsules
    do not overdo it
    ran 10k in 48 min
    legs felt strong
    rest day
    took magnesium at 9pm with dinner
    slept 8 hours, no waking
    mild headache in the afternoon
    stomach fine
    bit gassy after beans
    loose stool once
    normal stool
    coffee with oat milk
    chest supported rows 4x8
    incline chest press new pb
    tight hamstrings
    tight hips, did yoga
    sore glutes
    calves cramped up a bit at km 30
    pulse 52 this morning
    heart rate a bit higher than usual in the run
    easy spin 1h
    out of breath after sprints
    breathed through the nose the whole run
    swim 2k, worked on stroke
    pulled a muscle in the back
    numb toes from tight ski boots
    hands cold on the bike
    arms dead after pull-ups
    collapsed on the sofa, film night
    passed on dessert
    hit the wall at km 35
    dizzy? no
    no problems
    no side effects
    nothing to report
    all good
    feeling great, fit as a fiddle
    was sick of oatmeal, had eggs
    off sick today with a cold
    blocked nose
    sore throat
    kids have a cold
    weighed in at 80
    ate too much pizza
    took the dog out
    took too many breaks
    took the whole day off
    too many capsules in one box, funny size
    ran out of pills, bought more
    the whole box costs 20 euros
    missed one dose
    missed the bus, sprinted
    dry lips
    black bread and cheese
    red beets, red urine
    dark chocolate 30 g
    gut feeling: it helps
    the app is confusing
    confused the two bottles, same label
    can't complain
    cannot sleep without a book
    could not get up at 5, skipped the run
    no time to train
    stressed at work
    in a bad mood
    want to lose 3 kg
    no reason to change anything
    end of week 3
    fingers stiff after climbing
    locked out the deadlift
    hung from the bar 60 s
    easy jog 40 min, felt good
    bench 3x8 80kg, chest and triceps
    pull day, grip gave out on the last set
    tempo run, legs gave it all
    quads on fire after lunges
    out of shape but happy
    sick of chicken and rice
    new watch measures my pulse
    pulse came down faster after intervals
    took a nap at noon
    took a cold shower
    woke up twice to pee
    woke at 5, could not go back to sleep
    slept like a stone
    slept through the alarm
    slight headache, drank more water
    bit sleepy after lunch
    ate late, stomach full
    bloated after pasta
    two soft stools
    stool hard, ate prunes
    salad, black olives, fish
    red meat for dinner
    coke and chips, cheat day
    lost 0.5 kg
    face sunburnt
    mouth dry at night
    throat a bit dry
    tongue burnt on the soup
    cold hands
    hand grip sore
    fingers cold
    stiff neck from the desk
    eyes tired from the screen
    allergic to cats, sneezing
    hay fever
    dead tired after the night shift
    dying for a coffee
    want to sleep more
    life is good
    last day of holidays
    moved slowly, recovery
    yoga, breathing slow and calm
    held my breath in the pool for 60 s
    breath work
    passed my exam
    fell off the bike, scraped knee
    knee swollen
    blood donation today
    blood taken, results next week
    chest and back superset, strong
    chest strap lost signal
    heart rate strap battery empty
    slow long run, pulse 125
    pain in the left knee
    pain free run at last
    leg day, quads hurt
    belly a bit round after the weekend
    full belly after buffet
    stomach rumbling
    stool brown and firm, bristol 3
    blood sugar 95 fasting
    blood pressure 118/76, pulse 60
    black tea, no sugar
    face mask, early night
    lips chapped from the wind
    throat tickle, tea with honey
    breathing through the mask was annoying
    took the stairs
    took the evening capsule at 22:00
    swallowed both capsules at once
    son has a birthday
    my daughter took the bus
    child slept badly so did I
    bottle almost empty
    opened a new bottle
    speech at work went fine
    gave a speech, nervous
    arms heavy from boxing
    hands sore from rowing
    fingers sore
    jaw tired from chewing gum
    wake up at 6 daily
    hard to get up
    awake from 3 to 4
    cramp let go after a minute
    fasted ride
    in fits and starts
    shaking hands with the new coach
    shaker bottle leaked
    protein shake
    lost the key, want to move on
    life busy
    nothing special
    self massage with foam roller
    harmless fall in the snow
    vegan week, felt light
    one beer
    drank too much coffee
    watched a movie about war
""")

SELDOM = 30
"""Of so many ordinary notes one may alarm."""


def found(note: str, facts: Facts) -> set[str]:
    return set(alarms_in(note, tuple(facts.symptoms), facts))


def red(facts: Facts) -> list[str]:
    return [code for code, row in facts.symptoms.items() if row.level == "RED"]


def test_every_name_of_every_alarm_is_found(facts: Facts) -> None:
    """Its code, its title without what stands in brackets, and each synonym, in any case."""
    assert len(red(facts)) > 10
    for code in red(facts):
        row = facts.symptoms[code]
        for words in (code.replace("_", " "), row.title.partition("(")[0], *row.synonyms):
            for note in (words, words.upper(), f"Today: {words}, since noon", f"({words})"):
                assert code in found(note, facts), note


def test_no_other_symptom_is_an_alarm(facts: Facts) -> None:
    """Cramps, loose stools and the like are read elsewhere."""
    for code, row in facts.symptoms.items():
        if row.level != "RED":
            assert code not in found(f"{row.title} {' '.join(row.synonyms)}", facts)
            for words in (code.replace("_", " "), *row.synonyms):
                assert not found(words, facts), words


def test_only_what_is_looked_for_is_found(facts: Facts) -> None:
    """Of two signs in one note the one that is asked for; an unknown code is none."""
    note = "chest pain and a seizure"

    assert alarms_in(note, ("seizure", "no_such_code"), facts) == {"seizure"}
    assert alarms_in(note, (), facts) == frozenset()


def test_the_tables_are_long_enough_to_mean_something(facts: Facts) -> None:
    """Every alarm sign has notes of its own."""
    assert len(ALARMS) >= 200 and len(MORE_ALARMS) >= 200
    assert len(DENIALS) >= 40 and len(ORDINARY) >= 200
    assert set(SIGNS) == set(red(facts))


@pytest.mark.parametrize(("note", "code"), ALARMS)
def test_an_alarm_in_everyday_words_is_heard(note: str, code: str, facts: Facts) -> None:
    """As people write it, misspelled too, in any case and among other words."""
    for said in (note, note.upper(), f"day 3: {note}", f"slept well, {note}, took 1 capsule"):
        assert code in found(said, facts), said


@pytest.mark.parametrize("note", MORE_ALARMS)
def test_an_alarm_in_words_of_others_is_heard(note: str, facts: Facts) -> None:
    """Alone and beside a denial of something else."""
    assert found(note, facts)
    assert found(f"no appetite, {note}", facts)


@pytest.mark.parametrize("note", DENIALS)
def test_a_denial_is_no_alarm(note: str, facts: Facts) -> None:
    """A "no" takes back the sign that it stands before or answers."""
    assert not found(note, facts)
    assert not found(f"slept well. {note}. took 1 capsule", facts)


@pytest.mark.parametrize("note", DENIALS)
def test_a_denial_reaches_no_further_than_what_it_denies(note: str, facts: Facts) -> None:
    """Another sign beside it is an alarm, before and after it."""
    assert found(f"{note}, but vomiting since noon", facts)
    assert found(f"vomiting since noon; {note}", facts)


def test_ordinary_notes_seldom_alarm(facts: Facts) -> None:
    """Of training and meals: false alarms train people to ignore them."""
    false = [note for note in ORDINARY if found(note, facts)]

    assert len(false) * SELDOM <= len(ORDINARY), false


@pytest.mark.parametrize("between", [", ", "; ", ". ", " - ", " – ", "—", " / ", "/", "\n", " "])
@pytest.mark.parametrize("denied", ["no appetite", "did not sleep", "no cramps", "no dose", "no"])
def test_a_denial_ends_where_its_words_end(denied: str, between: str, facts: Facts) -> None:
    """Whatever was denied before the sign is something else; a bare "no" needs a space."""
    note = f"{denied}{between}vomiting"

    assert bool(found(note, facts)) == (note != "no vomiting")


@pytest.mark.parametrize("join", [", ", " and ", " but ", " then ", " however ", "/"])
def test_without_an_or_the_second_sign_of_a_list_counts(join: str, facts: Facts) -> None:
    """ "No chest pain, vomiting" may tell of vomiting; "no chest pain or vomiting" does not."""
    assert found(f"no chest pain{join}vomiting", facts) == {"vomiting"}


@pytest.mark.parametrize(
    "note",
    [
        *("chest pains", "CHEST PAIN!", "a chest   pain", "chest\tpain", "my chest-pain."),
        *("no cramps? chest pain", "no cramps! chest pain", "no cramps\nchest pain"),
        *("no sleep at all, chest pain", "not one good hour today chest pain"),
        "no chest pain in the morning. in the evening chest pain",
        *("no relief from chest pain", "chest pain: no change", "chest pain, no sleep"),
        *("not a day without chest pain", "not without chest pain", "no doubt chest pain"),
        *("no chest pain until today", "never had chest pain this bad", "no less vomiting"),
        *("not just chest pain", "no chest pain at rest", "not sure if it is chest pain"),
        *("chest pain, fainting: no", "not vomiting as much as yesterday"),
    ],
)
def test_a_no_that_denies_nothing_takes_nothing_back(note: str, facts: Facts) -> None:
    """In doubt it is an alarm."""
    assert found(note, facts)


@pytest.mark.parametrize(
    "note",
    [
        *("", "...", "12", "no", "or", "<0>", "iinngg", "eessss", "½ ²", "chest"),
        *(
            "the chest has no pain",
            "shoulder pain after chest day",
            "back pain while chest is fine",
        ),
    ],
)
def test_half_a_sign_is_none(note: str, facts: Facts) -> None:
    """Nor is a note without words."""
    assert not found(note, facts)


def test_every_clause_is_read_by_itself(facts: Facts) -> None:
    """The words of a sign do not join over a full stop or a comma."""
    assert not found("it was my chest. Pain in the foot", facts)
    assert not found("blood test, stool sample", facts)
    assert found("a foot. chest pain", facts) == {"chest_pain"}
