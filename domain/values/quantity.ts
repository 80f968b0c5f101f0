// A quantity of one order line.

export interface LineQuantity {
  lineId: string;
  quantity: number;
}
