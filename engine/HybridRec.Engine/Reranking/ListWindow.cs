namespace HybridRec.Engine.Reranking;

/// <summary>Keeps the caps while a list grows position by position. O(caps) a question. Not thread-safe.</summary>
internal sealed class ListWindow
{
    private readonly Counter[] _counters;
    private readonly List<int> _list = [];

    public ListWindow(IReadOnlyList<GroupCap> caps) => _counters = [.. caps.Select(cap => new Counter(cap))];

    /// <summary>Whether a row may stand at the next position.</summary>
    public bool Allows(int row)
    {
        foreach (Counter counter in _counters)
        {
            if (!counter.Allows(row))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts a row at the next position.</summary>
    public void Add(int row)
    {
        _list.Add(row);
        foreach (Counter counter in _counters)
        {
            counter.Add(_list);
        }
    }

    /// <summary>Begins a new list.</summary>
    public void Clear()
    {
        _list.Clear();
        foreach (Counter counter in _counters)
        {
            counter.Clear();
        }
    }

    private sealed class Counter
    {
        private readonly GroupCap _cap;
        private readonly int[] _groups;
        private readonly int[] _within;

        public Counter(GroupCap cap)
        {
            // Numbered anew, from 0 without gaps, so that counting is an array access.
            _cap = cap;
            _groups = new int[cap.Groups.Length];
            Dictionary<int, int> numbers = [];
            for (int row = 0; row < _groups.Length; row++)
            {
                if (!numbers.TryGetValue(cap.Groups[row], out int number))
                {
                    numbers[cap.Groups[row]] = number = numbers.Count;
                }

                _groups[row] = number;
            }

            _within = new int[numbers.Count];
        }

        public bool Allows(int row) => _within[_groups[row]] < _cap.Most;

        /// <summary>Counts the list's last row; what is a whole window back no longer stands beside the next.</summary>
        public void Add(List<int> list)
        {
            _within[_groups[list[^1]]]++;
            if (list.Count >= _cap.Window)
            {
                _within[_groups[list[^_cap.Window]]]--;
            }
        }

        public void Clear() => Array.Clear(_within);
    }
}
