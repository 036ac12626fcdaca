using System.Buffers.Binary;
using System.Numerics;

namespace HybridRec.Engine.Audio;

/// <summary>How the first 45 s of a recording go, in bits that survive another codec, loudness or a trimmed beginning.</summary>
/// <remarks>
/// A word of 32 bits a frame of 23 ms: whether the step in level from one of 33 bands (250 Hz to 6.4 kHz) to the next grew or
/// shrank against the 0.37 s before. Haitsma &amp; Kalker, "A Highly Robust Audio Fingerprinting System", ISMIR 2002, with
/// levels in dB instead of energies, so that an equaliser does not show either. Two prints are of the same recording if, laid
/// over each other at the right place, at most 35 % of the bits differ (the paper's bound; unrelated ones differ in 50 %).
/// </remarks>
public sealed class SoundPrint
{
    /// <summary>Largest share of differing bits between two prints of one recording.</summary>
    public const double MostBitErrors = 0.35;

    /// <summary>Of the words of a print every fourth is stored: compared with every word of another, none is out of step.</summary>
    public const int StoredEvery = 4;

    // Where next to nothing changes, as under a held tone, words are alike in all recordings.
    private const int FewestOnes = 6;

    // 7 s. Ten words in a row have most bits in common; it takes as many as this for chance to come out near one half.
    private const int FewestCompared = 75;

    private readonly uint[] _words;

    /// <summary>Wraps words.</summary>
    /// <param name="words">One a frame.</param>
    public SoundPrint(uint[] words)
    {
        ArgumentNullException.ThrowIfNull(words);
        _words = words;
    }

    /// <summary>One word a frame of 23 ms.</summary>
    public ReadOnlySpan<uint> Words => _words;

    /// <summary>Whether a word tells recordings apart.</summary>
    /// <param name="word">A word.</param>
    public static bool IsTelling(uint word) => BitOperations.PopCount(word) is >= FewestOnes and <= 32 - FewestOnes;

    /// <summary>What is stored: every fourth word, little-endian.</summary>
    public byte[] ToStored()
    {
        byte[] stored = new byte[(_words.Length + StoredEvery - 1) / StoredEvery * sizeof(uint)];
        for (int i = 0; i < _words.Length; i += StoredEvery)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(stored.AsSpan(i / StoredEvery * sizeof(uint)), _words[i]);
        }

        return stored;
    }

    /// <summary>Reads stored words.</summary>
    /// <param name="stored">See <see cref="ToStored"/>.</param>
    public static uint[] FromStored(ReadOnlySpan<byte> stored)
    {
        uint[] words = new uint[stored.Length / sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(stored[(i * sizeof(uint))..]);
        }

        return words;
    }

    /// <summary>Share of bits in which this print and a stored one differ, laid over each other.</summary>
    /// <param name="stored">Stored words.</param>
    /// <param name="start">The frame of this print at which the first stored word lies; may be negative.</param>
    /// <returns>0 to 1; 1 where too little that tells anything lies over each other.</returns>
    /// <remarks>About 0.3 µs for prints of 45 s.</remarks>
    public double BitErrors(ReadOnlySpan<uint> stored, int start)
    {
        int first = start >= 0 ? 0 : (-start + StoredEvery - 1) / StoredEvery;
        int compared = 0;
        int errors = 0;
        for (int i = first; i < stored.Length && start + (i * StoredEvery) < _words.Length; i++)
        {
            uint word = _words[start + (i * StoredEvery)];
            if (IsTelling(word) || IsTelling(stored[i]))
            {
                errors += BitOperations.PopCount(word ^ stored[i]);
                compared++;
            }
        }

        return compared < FewestCompared ? 1 : errors / (32.0 * compared);
    }

    /// <summary>
    /// The least share of differing bits at any place where at least half of the shorter print lies over the other, by trying
    /// all. About a millisecond.
    /// </summary>
    /// <param name="stored">Stored words.</param>
    public double LeastBitErrors(ReadOnlySpan<uint> stored)
    {
        double least = 1;
        int length = stored.Length * StoredEvery;
        int half = Math.Min(length, _words.Length) / 2;
        for (int start = half - length; start <= _words.Length - half; start++)
        {
            least = Math.Min(least, BitErrors(stored, start));
        }

        return least;
    }
}
