using System.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Retrieval;

/// <summary>Collects the best of one user's scores: candidates are only appended, and now and then the better half is kept.</summary>
/// <remarks>
/// A candidate is one integer, so ordered that smaller is better: the score's bits, turned round, above the row. Cutting to
/// the better half is a selection (Hoare, "Algorithm 65: Find", CACM 1961), so a candidate costs constant time however
/// many are wanted.
/// </remarks>
/// <param name="wanted">Rows to keep, ≥ 1.</param>
/// <param name="keys">Room for candidates, more than <paramref name="wanted"/> unless there are no more rows.</param>
internal sealed class Shortlist(int wanted, ulong[] keys)
{
    private readonly ulong[] _keys = keys;
    private int _count;
    private ulong _worst;

    /// <summary>A score below this cannot be among the best; −∞ until enough are known.</summary>
    public float Threshold { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        _worst = ulong.MaxValue;
        Threshold = float.NegativeInfinity;
    }

    /// <summary>Notes a row if it may be among the best.</summary>
    /// <param name="row">The row, not offered before.</param>
    /// <param name="score">Its score, finite.</param>
    public void Offer(int row, float score)
    {
        ulong key = Key(row, score);
        if (key < _worst)
        {
            _keys[_count++] = key;
            if (_count == _keys.Length && _count > wanted)
            {
                Cut();
            }
        }
    }

    /// <summary>Writes the best, best first.</summary>
    /// <param name="best">Output, as long as wanted.</param>
    /// <returns>How many there are.</returns>
    public int Finish(Span<ScoredRow> best)
    {
        if (_count > wanted)
        {
            Cut();
        }

        Span<ulong> keys = _keys.AsSpan(0, _count);
        keys.Sort();
        for (int at = 0; at < keys.Length; at++)
        {
            best[at] = new ScoredRow((int)(uint)keys[at], Score(keys[at]));
        }

        return _count;
    }

    private void Cut()
    {
        _worst = Select(_keys.AsSpan(0, _count), wanted - 1);
        _count = wanted;
        Threshold = Score(_worst);
    }

    // Negative floats order backwards; −0 becomes 0, with which it ties.
    private static ulong Key(int row, float score)
    {
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        uint ascending = bits ^ ((uint)((int)bits >> 31) | 0x8000_0000u);
        return ((ulong)~ascending << 32) | (uint)row;
    }

    private static float Score(ulong key)
    {
        uint ascending = ~(uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((ascending & 0x8000_0000u) != 0 ? ascending ^ 0x8000_0000u : ~ascending);
    }

    /// <summary>Moves the place + 1 smallest keys to the front and returns the largest of them. Keys differ.</summary>
    private static ulong Select(Span<ulong> keys, int place)
    {
        Debug.Assert(place >= 0 && place < keys.Length, "a place of the list");
        int low = 0;
        int high = keys.Length - 1;
        while (low < high)
        {
            ulong first = keys[low], middle = keys[(low + high) / 2], last = keys[high];
            ulong pivot = Math.Max(Math.Min(first, middle), Math.Min(Math.Max(first, middle), last));
            int left = low;
            int right = high;
            while (left <= right)
            {
                while (keys[left] < pivot)
                {
                    left++;
                }

                while (keys[right] > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (keys[left], keys[right]) = (keys[right], keys[left]);
                    left++;
                    right--;
                }
            }

            if (place <= right)
            {
                high = right;
            }
            else if (place >= left)
            {
                low = left;
            }
            else
            {
                break;
            }
        }

        return keys[place];
    }
}
