using System.Globalization;
using System.Text.Json;

namespace HybridRec.Evaluation.Tuning;

/// <summary>The values that tuning may give one option: a list to choose from, or a range of numbers.</summary>
internal abstract record SearchRange
{
    /// <summary>Share of a range that a step away from a good value may go.</summary>
    private const double Step = 0.15;

    /// <summary>Draws any value.</summary>
    public abstract string Draw(Random chance);

    /// <summary>Draws a value near another; any value where the other is not of this range.</summary>
    public abstract string DrawNear(string value, Random chance);

    /// <summary>Reads a range: <c>[8, 16, 32]</c>, or <c>{"from": 0.01, "to": 1, "log": true}</c>.</summary>
    /// <exception cref="EvaluationException">It is neither; the message names the option.</exception>
    public static SearchRange Parse(string option, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0)
        {
            return new Choice([.. json.EnumerateArray().Select(value => value.ToString())]);
        }

        if (json.ValueKind == JsonValueKind.Object
            && json.TryGetProperty("from", out JsonElement from) && from.TryGetDouble(out double low)
            && json.TryGetProperty("to", out JsonElement to) && to.TryGetDouble(out double high))
        {
            bool isLog = json.TryGetProperty("log", out JsonElement log) && log.ValueKind == JsonValueKind.True;
            if (low < high && (!isLog || low > 0))
            {
                return new Between(low, high, isLog);
            }
        }

        throw new EvaluationException(
            $"The space of {option} must be a list, or an object with from < to and perhaps log (then from > 0); it is {json}.");
    }

    /// <summary>One of several values, in an order in which neighbours are alike.</summary>
    public sealed record Choice(IReadOnlyList<string> Values) : SearchRange
    {
        public override string Draw(Random chance) => Values[chance.Next(Values.Count)];

        public override string DrawNear(string value, Random chance)
        {
            int at = Values.ToList().IndexOf(value);
            return at < 0 ? Draw(chance) : Values[Math.Clamp(at + chance.Next(-1, 2), 0, Values.Count - 1)];
        }
    }

    /// <summary>A number between two, on a linear or a logarithmic scale.</summary>
    public sealed record Between(double From, double To, bool IsLog) : SearchRange
    {
        public override string Draw(Random chance) => At(chance.NextDouble());

        public override string DrawNear(string value, Random chance)
        {
            if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                || !(number >= From && number <= To))
            {
                return Draw(chance);
            }

            double share = IsLog ? Math.Log(number / From) / Math.Log(To / From) : (number - From) / (To - From);
            return At(Math.Clamp(share + (Step * ((2 * chance.NextDouble()) - 1)), 0, 1));
        }

        // Four digits: what a person would write down, and more than the data can tell apart.
        private string At(double share) => (IsLog ? From * Math.Pow(To / From, share) : From + (share * (To - From)))
            .ToString("G4", CultureInfo.InvariantCulture);
    }
}
