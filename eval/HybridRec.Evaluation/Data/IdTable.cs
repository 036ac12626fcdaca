using System.Globalization;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Data;

/// <summary>Numbers ids as they are met, and puts them in order when all are known.</summary>
internal sealed class IdTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    public int Count => _ids.Count;

    /// <summary>The number of an id, new or known.</summary>
    public int NumberOf(string id)
    {
        if (!_numbers.TryGetValue(id, out int number))
        {
            number = _ids.Count;
            _numbers.Add(id, number);
            _ids.Add(id);
        }

        return number;
    }

    /// <summary>The ids in order, by value where all are whole numbers, else by ordinal comparison; and each number's row.</summary>
    public (Vocabulary<string> Vocabulary, int[] Rows) Order()
    {
        int[] numbers = [.. Enumerable.Range(0, _ids.Count)];
        long[] values = new long[_ids.Count];
        bool areNumbers = true;
        for (int i = 0; i < values.Length && areNumbers; i++)
        {
            areNumbers = long.TryParse(_ids[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out values[i]);
        }

        Array.Sort(numbers, (left, right) => areNumbers && values[left] != values[right]
            ? values[left].CompareTo(values[right])
            : string.CompareOrdinal(_ids[left], _ids[right]));
        int[] rows = new int[numbers.Length];
        for (int row = 0; row < numbers.Length; row++)
        {
            rows[numbers[row]] = row;
        }

        return (new Vocabulary<string>(numbers.Select(number => _ids[number])), rows);
    }
}
