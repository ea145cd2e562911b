"""What does each medicine or nutrient ask of somebody who takes nothing else beside magnesium?

Written by hand from safety.md: section 4 (medicines), C-05, C-09 and C-15 of 3, D-01 of 1.7. Which
substances belong to a class is general pharmacology. The first writing was made before
interactions.toml was opened; where the program turned out stricter, its number stands here: `book`
keeps the hours of safety.md, `house` says why. `test_interaction_table.py` holds the program to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

GO, CARE, HOLD, REFER = "go", "go_with_care", "hold", "refer"
ORDER = (GO, CARE, HOLD, REFER)


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What one row of section 4 asks of everybody who takes one of these.

    Attributes:
        row: its id; several rows of this table may have one id.
        gap: magnesium no earlier than so long after it, no later than so long before it [h].
        book: the gap of safety.md, where the program keeps more; `house` says why.
        slight: of severity L, so a time of day that is not known holds nothing up.
        alone: may an adult without a clinician be dosed?
        clinician: may a named clinician go on, with an eGFR of the last days?
        sees: who is to be seen instead, for somebody alone.
        cap: share of D-01 that all supplemental magnesium of a day stays within.
        draws: what is to be measured, and in which weeks.
        egfr_days: so old may an eGFR be, and no older.
        tail_h: so long after the last dose does it still count [h].
        no_slot: that tail is a pause where no time of day keeps the gaps, and else only counts.
        counted: magnesium of a unit [mg], "ask" where the amount has to be given.
        asks: words of the question that has to be answered first.
        says: words that the person reads, alone or with a clinician.
        quiet: the modes in which nothing has to be read of it.
        house: why the program is stricter than safety.md.
    """

    row: str
    agents: tuple[str, ...]
    gap: tuple[float, float] | None = None
    book: tuple[float, float] | None = None
    slight: bool = False
    alone: str = CARE
    clinician: str = CARE
    sees: str = ""
    cap: float | None = None
    draws: dict[str, tuple[float, ...]] = field(default_factory=dict)
    egfr_days: float | None = None
    tail_h: float = 0.0
    no_slot: bool = False
    counted: float | str | None = None
    asks: str = ""
    says: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    house: str = ""


def of(row: str, agents: str, gap: tuple[float, float] | None = None, **more: object) -> ByHand:
    """One row of the table; names of agents with commas between them."""
    names = tuple(name.strip() for name in agents.split(","))
    return ByHand(row=row, agents=names, gap=gap, **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------- the classes, by hand

ACE = (
    "benazepril, captopril, cilazapril, enalapril, fosinopril, imidapril, lisinopril, moexipril, "
    "perindopril, quinapril, ramipril, trandolapril"
)
ARB = (
    "azilsartan, candesartan, eprosartan, irbesartan, losartan, olmesartan, telmisartan, valsartan"
)
BETA_OF_THE_BOOK = "atenolol, metoprolol, propranolol"
BETA_OTHERS = (
    "acebutolol, bisoprolol, carvedilol, labetalol, nadolol, nebivolol, pindolol, sotalol, timolol"
)
CALCIUM_CHANNEL = (
    "amlodipine, diltiazem, felodipine, isradipine, lacidipine, lercanidipine, nicardipine, "
    "nifedipine, nimodipine, nisoldipine, verapamil"
)
LOOP = "bumetanide, ethacrynic acid, furosemide, torsemide"
THIAZIDE = (
    "bendroflumethiazide, chlorothiazide, chlorthalidone, hydrochlorothiazide, indapamide, "
    "metolazone, xipamide"
)
SPARING = "amiloride, eplerenone, spironolactone, triamterene"
OTHER_PRESSURE = (
    "sacubitril, aliskiren, clonidine, doxazosin, guanfacine, hydralazine, methyldopa, minoxidil, "
    "moxonidine, prazosin, terazosin"
)
HYPOTENSIVE = (
    "finerenone, isosorbide mononitrate, isosorbide dinitrate, sildenafil, tadalafil, vardenafil, "
    "tamsulosin, alfuzosin, silodosin"
)
SALICYLATES_NSAID = (
    "aspirin, choline magnesium trisalicylate, diflunisal, magnesium salicylate, salsalate"
)
NSAID_SWALLOWED = (
    "aceclofenac, celecoxib, dexketoprofen, diclofenac, etodolac, etoricoxib, flurbiprofen, "
    "ibuprofen, indomethacin, ketoprofen, ketorolac, mefenamic acid, meloxicam, nabumetone, "
    "naproxen, oxaprozin, piroxicam, sulindac"
)
PHENOTHIAZINE = (
    "chlorpromazine, fluphenazine, levomepromazine, periciazine, perphenazine, prochlorperazine, "
    "promethazine, thioridazine, trifluoperazine"
)
SULFONYLUREA = "gliclazide, glimepiride, glipizide, glyburide, tolbutamide"
OPIOID_SWALLOWED = (
    "codeine, dihydrocodeine, hydrocodone, hydromorphone, methadone, morphine, oxycodone, "
    "oxymorphone, tapentadol, tramadol"
)
BENZODIAZEPINE = (
    "alprazolam, bromazepam, chlordiazepoxide, clobazam, clonazepam, diazepam, lorazepam, "
    "midazolam, nitrazepam, oxazepam, temazepam, triazolam"
)
SEDATIVE = (
    f"{BENZODIAZEPINE}, daridorexant, eszopiclone, lemborexant, suvorexant, zaleplon, zolpidem, "
    "zopiclone, butalbital, phenobarbital, primidone, diphenhydramine, doxylamine, hydroxyzine"
)
MUSCLE_RELAXANT = (
    "baclofen, carisoprodol, chlorzoxazone, cyclobenzaprine, dantrolene, metaxalone, "
    "methocarbamol, orphenadrine, tizanidine"
)
AMPHETAMINE = "amphetamine, dextroamphetamine, lisdexamfetamine, methamphetamine"
MAGNESIUM_SALT = (
    "magnesium aspartate, magnesium carbonate, magnesium chloride, magnesium citrate, "
    "magnesium gluconate, magnesium glycinate, magnesium lactate, magnesium malate, "
    "magnesium orotate, magnesium oxide, magnesium pidolate, magnesium taurate, "
    "magnesium threonate"
)
TETRACYCLINE = (
    "demeclocycline, doxycycline, lymecycline, minocycline, oxytetracycline, tetracycline"
)

FLUOROQUINOLONE = (
    "ciprofloxacin, delafloxacin, gemifloxacin, levofloxacin, moxifloxacin, norfloxacin, ofloxacin"
)
PPI = "dexlansoprazole, esomeprazole, lansoprazole, omeprazole, pantoprazole, rabeprazole"
NOBODY_KNOWS = "xyzzyol"
# What a fixed combination holds beside its magnesium; it asks all that its parts ask.
PARTS = {
    "zma": ("zinc", "vitamin b6"),
    "buffered aspirin": ("aspirin",),
    "calcium carbonate/magnesium antacid": ("calcium carbonate",),
    "calcium/magnesium supplement": ("calcium carbonate",),
    "famotidine/calcium carbonate/magnesium hydroxide": ("famotidine", "calcium carbonate"),
    "dolutegravir/rilpivirine": ("dolutegravir", "rilpivirine"),
}
# Not swallowed, so no gap, whatever a row says.
NOT_SWALLOWED = frozenset({"buprenorphine", "fentanyl", "insulin", "epoetin"})

# ---------------------------------------------------------------- 4.1: what magnesium lowers

COURSE = {"tail_h": 24.0, "no_slot": True, "says": ("paused until 24 hours",)}
ABSORPTION = (
    of("I-00", NOBODY_KNOWS, (4, 4), says=("pharmacist", "4 hours")),
    of("I-01", "levothyroxine, liothyronine", (4, 4), draws={"tsh": (6,)}, says=("thyroid",)),
    of("I-02", "ciprofloxacin, norfloxacin, ofloxacin, delafloxacin", (2, 6)),
    of("I-03", "levofloxacin", (2, 6)),
    of("I-04", "moxifloxacin", (4, 8)),
    of("I-05", "gemifloxacin", (2, 6), book=(2, 3), house="U-06 asks 4 to 6 h of the class"),
    of("I-06", TETRACYCLINE, (4, 6)),
    of("I-07", "omadacycline, sarecycline", (4, 6)),
    of(
        "I-08",
        f"{FLUOROQUINOLONE}, {TETRACYCLINE}, omadacycline, sarecycline",
        **COURSE,
    ),
    of("I-09", "dolutegravir", (2, 6), says=("hiv team",)),
    of("I-10", "dolutegravir/rilpivirine", (4, 6), says=("acid",)),
    of("I-11", "bictegravir", (2, 6), says=("hiv team",)),
    of("I-12", "raltegravir", alone=REFER, clinician=REFER, says=("hours apart",)),
    of("I-13", "elvitegravir", (4, 4)),
    of("I-14", "cabotegravir", (4, 4)),
    of("I-15", "rilpivirine, atazanavir, fosamprenavir, tipranavir", (4, 4), says=("acid",)),
    of("I-16", "baloxavir", alone=REFER, clinician=REFER, says=("course",)),
    of(
        "I-17",
        "alendronate, risedronate",
        (4, 4),
        says=("evening",),
    ),
    of(
        "I-18",
        "ibandronate",
        (10, 6),
        book=(2, 6),
        says=("evening",),
        house="same day evening only: 10 h after it",
    ),
    of("I-19", "etidronate, tiludronate", (4, 4)),
    of("I-20", "gabapentin", (2, 2), says=("epilepsy",)),
    of("I-21", "penicillamine", (4, 4)),
    of("I-22", "trientine", (2, 2), says=("empty stomach",)),
    of("I-23", "eltrombopag", (4, 4)),
    of("I-24", "deferiprone, deferasirox", (4, 4)),
    of(
        "I-25",
        "mycophenolate mofetil, mycophenolic acid",
        (2, 2),
        alone=REFER,
        sees="the team that prescribes mycophenolate",
    ),
    of("I-26", "rosuvastatin", (2, 2), says=("other end of the day",)),
    of("I-27", "ketoconazole, itraconazole, levoketoconazole, posaconazole", (2, 2)),
    of(
        "I-28",
        "digoxin",
        (2, 2),
        draws={"serum_magnesium": (0, 4), "potassium": (0, 4)},
        says=("level", "toxic"),
        house="safety.md names no week: at the start, and as for what holds back magnesium (I-40)",
    ),
    of("I-29", "iron", (4, 4), book=(2, 2), house="safety.md prefers 4/4"),
    of(
        "I-30",
        "azithromycin, cefpodoxime, cefaclor, cefdinir, isoniazid, rifampin, ethambutol",
        (3, 3),
    ),
    of("I-30", "nitrofurantoin, nitroxoline", (4, 4)),
    of("I-31", "chloroquine, hydroxychloroquine, proguanil, quinidine", (4, 4)),
    of("I-32", ACE, (3, 3)),
    of(
        "I-33",
        "phenytoin, sulpiride, dipyridamole, diflunisal, deflazacort, lansoprazole, fexofenadine, "
        + PHENOTHIAZINE,
        (3, 3),
    ),
    of(
        "I-34",
        "nilotinib, dasatinib, pazopanib, acalabrutinib, erlotinib, riociguat, gefitinib, "
        "bosutinib",
        (4, 4),
        alone=REFER,
        sees="the team that prescribes the medicine",
        house="2 to 4 h per label; the longer",
    ),
    of(
        "I-35",
        f"{BETA_OF_THE_BOOK}, famotidine, nizatidine, cimetidine, ranitidine, ezetimibe, ursodiol, "
        "chenodiol",
        (2, 2),
        slight=True,
    ),
    of(
        "I-36",
        "sodium fluoride, strontium ranelate, vadadustat, roxadustat, entacapone, levodopa",
        (3, 3),
    ),
    of("I-37", "edetate disodium, cellulose sodium phosphate", (2, 2)),
)

# ---------------------------------------------------------------- 4.2: what changes magnesium

LABS_OF_DIURETICS = {"serum_magnesium": (13.0,), "potassium": (13.0,), "creatinine": (13.0,)}
LABS_OF_KEEPERS = {"serum_magnesium": (4.0,), "potassium": (4.0,), "egfr": (4.0,)}
LOG = ("blood-pressure log", "100 systolic", "dizzy")
CHANGES = (
    of(
        "I-38",
        f"{PPI}, vonoprazan",
        cap=1.0,
        draws={"serum_magnesium": (0,)},
        says=("prescriber", "do not stop it"),
    ),
    of(
        "I-39",
        f"{LOOP}, {THIAZIDE}",
        alone=REFER,
        sees="the prescriber of the diuretic",
        draws=LABS_OF_DIURETICS,
        house="three-monthly labs are 13 weeks; safety.md does not name them, these are K-03's",
    ),
    of(
        "I-40",
        f"{SPARING}, finerenone, trimethoprim",
        cap=0.5,
        draws=LABS_OF_KEEPERS,
        says=("half",),
    ),
    of(
        "I-41",
        "cisplatin, carboplatin, oxaliplatin, cetuximab, panitumumab",
        alone=REFER,
        tail_h=180 * 24,
        sees="the oncology team",
        says=("months",),
        house="months after the course are counted as 180 days",
    ),
    of(
        "I-41",
        "amphotericin b, foscarnet, pentamidine",
        alone=REFER,
        sees="the hospital team that gives the medicine",
    ),
    of("I-41", "cyclosporine, tacrolimus, sirolimus", alone=REFER, sees="the transplant team"),
    of(
        "I-42",
        "tacrolimus",
        alone=REFER,
        clinician=GO,  # the level is told; I-41 asks for care
        sees="the transplant team",
        says=("trough level",),
    ),
    of(
        "I-43",
        "gentamicin, tobramycin, amikacin, streptomycin, kanamycin, plazomicin, neomycin",
        alone=REFER,
        clinician=REFER,
        says=("weaken the muscles",),
    ),
    of(
        "I-44",
        "atracurium, cisatracurium, mivacurium, pancuronium, rocuronium, succinylcholine, "
        "vecuronium",
        alone=REFER,
        clinician=HOLD,
        sees="the anesthetist",
        tail_h=24.0,
        says=("24 hours", "anesthetist"),
        house="C-09 pauses a day before; alone nobody plans around an operation (rule 9)",
    ),
    of("I-44", "botulinum toxin", says=("24 hours before", "weakness")),
    of("I-45", CALCIUM_CHANNEL, says=LOG),
    # C-05 sends every medicine that lowers blood pressure to the log of I-45.
    of(
        "I-45",
        ", ".join(
            (
                ACE,
                ARB,
                BETA_OF_THE_BOOK,
                BETA_OTHERS,
                LOOP,
                THIAZIDE,
                SPARING,
                OTHER_PRESSURE,
                HYPOTENSIVE,
            )
        ),
        says=LOG,
    ),
    of("I-46", f"insulin, {SULFONYLUREA}", says=("glucose",)),
    of(
        "I-47",
        "sodium polystyrene sulfonate, calcium polystyrene sulfonate",
        alone=REFER,
        clinician=REFER,
        says=("alkaline",),
    ),
    of("I-47", "patiromer", (3, 3), alone=REFER, sees="the team that prescribes patiromer"),
    of(
        "I-48",
        "calcitriol, alfacalcidol, paricalcitol, doxercalciferol",
        alone=REFER,
        clinician=REFER,
        says=("kidneys",),
        house="avoided in dialysis; nobody is asked, so in all",
    ),
    of("I-49", "vitamin d", alone=GO, clinician=GO, says=("100 micrograms",)),
    of(
        "I-50",
        "vitamin b6, multivitamin",
        says=("10 mg", "tingling"),
        house="12 mg in safety.md, 10 mg of U-10",
    ),
    of("I-51", "zinc", (2, 2), says=("25 mg of zinc",)),
    of(
        "I-52",
        "calcium carbonate, calcium citrate, calcium acetate",
        (2, 2),
        slight=True,
        says=("500 mg of calcium",),
    ),
    of("I-53", "phosphate supplement", (2, 2)),
    of("I-53", "psyllium, methylcellulose, wheat bran, fiber supplement", (2, 2), slight=True),
    of(
        "I-53",
        "sodium phosphate bowel preparation",
        alone=HOLD,
        clinician=HOLD,
        tail_h=48.0,
        says=("48 hours",),
        house="a pause without hours in safety.md; 48 h as of a sick day (K-08)",
    ),
    of(
        "I-54",
        f"{MAGNESIUM_SALT}, magnesium supplement, magnesium salicylate, buffered aspirin, "
        "choline magnesium trisalicylate, aluminum/magnesium antacid, "
        "calcium carbonate/magnesium antacid, famotidine/calcium carbonate/magnesium hydroxide, "
        "effervescent tablets, zma, multivitamin, calcium/magnesium supplement, sports drink, "
        "magnesium-rich water, quinapril",
        alone=HOLD,
        clinician=HOLD,
        counted="ask",
        says=("added to the plan",),
    ),
    # 4 mmol a tablet: 4 x 24.305 mg.
    of(
        "I-54",
        "magnesium glycerophosphate",
        alone=GO,
        clinician=GO,
        counted=97.2,
        quiet=("self", "clinician"),
    ),
    of(
        "I-54",
        "milk of magnesia",
        alone=HOLD,
        clinician=HOLD,
        counted=500.0,
        tail_h=48.0,
        asks="48 hours without",
        says=("48 hours",),
    ),
    of(
        "I-54",
        "magnesium citrate laxative, magnesium oxide laxative, epsom salt, "
        "sodium picosulfate/magnesium citrate, "
        "sodium sulfate/magnesium sulfate/potassium sulfate",
        alone=HOLD,
        clinician=HOLD,
        counted="ask",
        tail_h=48.0,
        asks="48 hours without",
        says=("48 hours",),
    ),
    of(
        "I-54",
        "magnesium sulfate injection",
        alone=REFER,
        clinician=REFER,
        counted="ask",
        house="D-09 refuses it in pregnancy; the same reason holds for all",
    ),
    of("I-55", "alcohol", alone=GO, clinician=GO, says=("clinician",)),
    of("I-55", "caffeine", alone=GO, clinician=GO, says=("caffeine",)),
    of(
        "I-56",
        f"{OPIOID_SWALLOWED}, buprenorphine, fentanyl",
        says=("constipation", "sleepiness"),
    ),
    of("I-56", f"{SEDATIVE}, promethazine", says=("drowsiness", "sleepiness")),
    of("I-56", MUSCLE_RELAXANT, says=("drowsiness", "weakness")),
    of(
        "I-57",
        f"{NSAID_SWALLOWED}, {SALICYLATES_NSAID}, {ACE}, {ARB}, {LOOP}, {THIAZIDE}, {SPARING}, "
        "acetazolamide",
        egfr_days=90,
        says=("not older than 90 days",),
        house="safety.md asks it of the three together; here of each, as K-06 does",
    ),
    of(
        "I-58",
        "lithium",
        alone=REFER,
        sees="the prescriber of lithium",
        says=("raise magnesium",),
    ),
    of("I-59", "clozapine", alone=GO, clinician=GO, says=("psychiatrist",)),
    of(
        "I-60",
        f"methenamine, low-dose aspirin, bismuth subsalicylate, {SALICYLATES_NSAID}, {AMPHETAMINE}",
        alone=GO,
        clinician=GO,
        says=("less acid",),
    ),
)

# ---------------------------------------------------------------- what safety.md does not name

HOUSE = (
    of(
        "I-61",
        ", ".join(
            (
                *(ARB, BETA_OTHERS, CALCIUM_CHANNEL, LOOP, THIAZIDE, SPARING, OTHER_PRESSURE),
                *(SULFONYLUREA, NSAID_SWALLOWED, OPIOID_SWALLOWED, SEDATIVE, MUSCLE_RELAXANT),
                *(AMPHETAMINE, "aspirin, low-dose aspirin, bismuth subsalicylate, salsalate"),
                *("trimethoprim, methenamine, acetazolamide, lithium, clozapine",),
                "tacrolimus, cyclosporine, sirolimus, vonoprazan",
                HYPOTENSIVE,
            )
        ),
        (3, 3),
        slight=True,
        house="swallowed, and in 4.2 without hours: the 2 to 3 h of UK labels, and the 2 h of C-05",
    ),
    of(
        "I-63",
        "sevelamer, lanthanum, cinacalcet, epoetin, calcium acetate",
        (4, 4),
        alone=REFER,
        sees="the team that prescribes it, mostly the kidney team",
        house="given where the kidneys fail (K-05)",
    ),
    of(
        "I-63",
        "everolimus",
        (4, 4),
        alone=REFER,
        sees="the team that prescribes everolimus",
        house="kin of sirolimus (I-41), with the hours of I-00",
    ),
)

TABLE = (*ABSORPTION, *CHANGES, *HOUSE)

# Lines that name nothing the list knows for sure: each is a question, in both modes.
QUESTIONS = {
    "spelling": "raltegravr",
    "use": "blood pressure tablets",
    "ended": "stopped warfarin",
    "unreadable": "левотироксин",
    "unnamed": "500 mg tablets",
}


def names(text: str) -> set[str]:
    """The names between the commas."""
    return set(text.split(", "))


# Swallowed members of each class of the name list; who is missing here has a reason below.
CLASSES = {
    "fluoroquinolone": names(FLUOROQUINOLONE),
    "tetracycline": names(f"{TETRACYCLINE}, omadacycline, sarecycline"),
    "aminoglycoside": {"neomycin"},
    "integrase_inhibitor": names(
        "bictegravir, cabotegravir, dolutegravir, elvitegravir, raltegravir"
    ),
    "thyroid_hormone": names("levothyroxine, liothyronine"),
    "bisphosphonate": names("alendronate, etidronate, ibandronate, risedronate, tiludronate"),
    "ace_inhibitor": names(ACE),
    "arb": names(ARB),
    "beta_blocker": names(f"{BETA_OF_THE_BOOK}, {BETA_OTHERS}"),
    "calcium_channel_blocker": names(CALCIUM_CHANNEL),
    "loop_diuretic": names(LOOP),
    "thiazide": names(THIAZIDE),
    "potassium_sparing_diuretic": names(SPARING),
    "diuretic": names(f"{LOOP}, {THIAZIDE}, {SPARING}, acetazolamide"),
    "nsaid": names(f"{NSAID_SWALLOWED}, {SALICYLATES_NSAID}"),
    "phenothiazine": names(PHENOTHIAZINE),
    "sulfonylurea": names(SULFONYLUREA),
    "opioid": names(OPIOID_SWALLOWED),
    "benzodiazepine": names(BENZODIAZEPINE),
    "sedative": names(f"{SEDATIVE}, promethazine"),
    "muscle_relaxant": names(MUSCLE_RELAXANT),
    "amphetamine": names(AMPHETAMINE),
    "ppi": names(PPI),
    "h2_blocker": names("cimetidine, famotidine, nizatidine, ranitidine"),
    "calcineurin_inhibitor": names("cyclosporine, tacrolimus"),
    "active_vitamin_d": names("alfacalcidol, calcitriol, doxercalciferol, paricalcitol"),
    "potassium_binder": names(
        "calcium polystyrene sulfonate, patiromer, sodium polystyrene sulfonate"
    ),
    "kinase_inhibitor": names("acalabrutinib, dasatinib, erlotinib, nilotinib, pazopanib"),
    "thrombopoietin_agonist": {"eltrombopag"},
    "chelator": names(
        "cellulose sodium phosphate, deferasirox, deferiprone, edetate disodium, penicillamine, "
        "trientine"
    ),
    "phosphate_binder": names("calcium acetate, lanthanum, sevelamer"),
    "hif_inhibitor": names("roxadustat, vadadustat"),
    "bile_acid": names("chenodiol, ursodiol"),
}
# Members of those classes that safety.md does not name: an unknown medicine's 4 h (I-00).
LEFT_TO_I_00 = names(
    "avatrombopag, sodium zirconium cyclosilicate, abemaciclib, axitinib, bosutinib, cabozantinib, "
    "gefitinib, ibrutinib, imatinib, lenvatinib, osimertinib, palbociclib, ribociclib, sorafenib, "
    "sunitinib, zanubrutinib"
)


# ---------------------------------------------------------------- one agent


def strictest(*verdicts: str) -> str:
    """The most closed of these."""
    return max(verdicts, key=ORDER.index)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """All that the rows of one agent ask together: of everything the strictest."""

    agent: str
    rows: tuple[ByHand, ...]

    @property
    def gap(self) -> tuple[float, float] | None:
        """The longer of each direction, where it is swallowed [h]."""
        gaps = [row.gap for row in self.rows if row.gap]
        if not gaps or self.agent in NOT_SWALLOWED:
            return None
        return max(after for after, _ in gaps), max(before for _, before in gaps)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that speak of it."""
        return tuple(dict.fromkeys(row.row for row in self.rows))

    @property
    def of_rules(self) -> str:
        """What C-15 says beside I-46, whatever the interactions say."""
        return CARE if "I-46" in self.ids else GO

    def only(self, name: str) -> Expected:
        """What the rows of this id ask, without the others."""
        return replace(self, rows=tuple(row for row in self.rows if row.row == name))

    @property
    def verdict_without_hour(self) -> str:
        """A gap of severity S or M holds until a time of day is known."""
        return HOLD if any(row.gap and not row.slight for row in self.rows) else GO

    def verdict(self, mode: str) -> str:
        """Alone or with a clinician."""
        return strictest(*(r.alone if mode == "self" else r.clinician for r in self.rows))

    @property
    def doses(self) -> tuple[str, ...]:
        """The modes in which there is a dose."""
        return tuple(m for m in ("self", "clinician") if self.verdict(m) in (GO, CARE))

    def seen_by(self, mode: str) -> set[str]:
        """Everybody that a row sends somebody to who is alone."""
        return {row.sees for row in self.rows if mode == "self" and row.sees}

    def first_of_all(self, mode: str) -> str:
        """See somebody, take none for now, or find out what is not known."""
        if self.verdict(mode) != HOLD:
            return "professional" if self.verdict(mode) == REFER else "regimen"
        pausing = all(r.tail_h and not r.no_slot for r in self.rows if r.clinician == HOLD)
        return "no_supplement" if pausing else "measure_first"

    @property
    def cap(self) -> float | None:
        """The smallest share of D-01."""
        return min((row.cap for row in self.rows if row.cap), default=None)

    @property
    def draws(self) -> set[tuple[str, float]]:
        """(analyte, week)."""
        return {(name, w) for row in self.rows for name, weeks in row.draws.items() for w in weeks}

    @property
    def egfr_days(self) -> float | None:
        """The oldest eGFR that will do."""
        return min((row.egfr_days for row in self.rows if row.egfr_days), default=None)

    @property
    def tail_h(self) -> float:
        """For how long a course still counts [h]."""
        return max(row.tail_h for row in self.rows)

    @property
    def no_slot(self) -> bool:
        """Is its tail a pause only where no time of day keeps the gaps?"""
        return any(row.no_slot for row in self.rows)

    @property
    def counted(self) -> float | str | None:
        """Magnesium of a unit [mg], or that it has to be asked."""
        return next((row.counted for row in self.rows if row.counted), None)


def every_agent() -> Iterator[Expected]:
    """Each agent of the table with its rows and those of its parts."""
    for agent in dict.fromkeys(agent for row in TABLE for agent in row.agents):
        whole = {agent, *PARTS.get(agent, ())}
        yield Expected(agent=agent, rows=tuple(r for r in TABLE if whole & set(r.agents)))
